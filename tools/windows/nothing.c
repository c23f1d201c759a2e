/* A library of forwarders alone does nothing when it is loaded. */
int DllMainCRTStartup(void *module, unsigned reason, void *reserved) {
    (void)module, (void)reason, (void)reserved;
    return 1;
}
