/* Scripts\python.exe of an environment, as CPython's own launcher does it: the base interpreter is a
   process of its own, in a job that ends with this one, and is told by whom it was started. */
#include <windows.h>
#include <stdio.h>
#include "home.h"

static BOOL WINAPI leave_it_to_the_child(DWORD event) {
    (void)event;
    return TRUE;
}

/* The command line behind its first word, which may be quoted. */
static const wchar_t *arguments(void) {
    const wchar_t *at = GetCommandLineW();
    int quoted = 0;
    for (; *at && (quoted || (*at != L' ' && *at != L'\t')); at++)
        if (*at == L'"') quoted = !quoted;
    return at;
}

static HANDLE handed_on(DWORD which) {
    HANDLE handle = GetStdHandle(which);
    SetHandleInformation(handle, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    return handle;
}

int main(void) {
    static wchar_t home[LONGEST], self[LONGEST], command[2 * LONGEST];
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    STARTUPINFOW start = {.cb = sizeof start, .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION child;
    DWORD status = 106;

    if (!home_of_this(home)) {
        fputs("There is no pyvenv.cfg with a home.\n", stderr);
        return status;
    }
    GetModuleFileNameW(NULL, self, LONGEST);
    SetEnvironmentVariableW(L"__PYVENV_LAUNCHER__", self);
    swprintf(command, 2 * LONGEST, L"\"%ls\\python.exe\"%ls", home, arguments());
    start.hStdInput = handed_on(STD_INPUT_HANDLE);
    start.hStdOutput = handed_on(STD_OUTPUT_HANDLE);
    start.hStdError = handed_on(STD_ERROR_HANDLE);

    HANDLE job = CreateJobObjectW(NULL, NULL);
    limits.BasicLimitInformation.LimitFlags =
        JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK;
    SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
    SetConsoleCtrlHandler(leave_it_to_the_child, TRUE);
    if (!CreateProcessW(NULL, command, NULL, NULL, TRUE, CREATE_SUSPENDED, NULL, NULL, &start,
                        &child)) {
        fprintf(stderr, "%ls does not start: error %lu\n", command, GetLastError());
        return 103;
    }
    AssignProcessToJobObject(job, child.hProcess);
    ResumeThread(child.hThread);
    WaitForSingleObject(child.hProcess, INFINITE);
    GetExitCodeProcess(child.hProcess, &status);
    return (int)status;
}
