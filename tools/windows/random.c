/* bcryptprimitives.dll, which Wine 8 lacks and Rust's library asks for random bytes. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID, ULONG); /* RtlGenRandom */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE into, SIZE_T length) {
    return SystemFunction036(into, (ULONG)length);
}
