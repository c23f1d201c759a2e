/* python.exe and, in an environment, Scripts\python.exe's base: hands its command line to PYTHON_DLL,
   which lies beside it, or in the folder that the line "home = …" of ..\pyvenv.cfg names. */
#include <windows.h>
#include <stdio.h>
#include "home.h"

typedef int (*entry)(int, wchar_t **);

int wmain(int count, wchar_t **words) {
    static wchar_t folder[LONGEST], library[LONGEST];
    if (!home_of_this(folder)) own_folder(folder);
    SetDllDirectoryW(folder);
    swprintf(library, LONGEST, L"%ls\\%ls", folder, PYTHON_DLL);
    HMODULE python = LoadLibraryExW(library, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    if (python == NULL) {
        fprintf(stderr, "%ls does not load: error %lu\n", library, GetLastError());
        return 103;
    }
    return ((entry)(void *)GetProcAddress(python, "Py_Main"))(count, words);
}
