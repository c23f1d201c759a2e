/* Where an environment's interpreter finds the one that it was made from. */
#include <string.h>
#include <wchar.h>

#define LONGEST 32768

static void own_folder(wchar_t *folder) {
    GetModuleFileNameW(NULL, folder, LONGEST);
    *wcsrchr(folder, L'\\') = 0;
}

/* The "home" of ..\pyvenv.cfg, which is UTF-8; 0 where there is no such file or line. */
static int home_of_this(wchar_t *home) {
    static wchar_t path[LONGEST];
    char line[4096];
    int found = 0;
    own_folder(path);
    wcscat(path, L"\\..\\pyvenv.cfg");
    FILE *file = _wfopen(path, L"rb");
    if (file == NULL) return 0;
    while (!found && fgets(line, sizeof line, file)) {
        char *value = strchr(line, '=');
        if (value == NULL || strncmp(line, "home", 4) != 0) continue;
        value += 1 + strspn(value + 1, " ");
        value[strcspn(value, "\r\n")] = 0;
        found = MultiByteToWideChar(CP_UTF8, 0, value, -1, home, LONGEST) > 0;
    }
    fclose(file);
    return found;
}
