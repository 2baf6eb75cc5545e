#pragma once

#include <sys/types.h>

/// How to start a program. Strings may be null where noted.
struct swl_program {
    const char *path;          ///< absolute path of the program
    char *const *arguments;    ///< null-terminated, argv[0] included
    char *const *environment;  ///< null-terminated
    const char *directory;     ///< working directory, or null
    const char *network;       ///< path of a network namespace to enter first, or null
    int input;                 ///< descriptor for standard input, or -1 for /dev/null
    int output;                ///< descriptor for standard output, or -1 for /dev/null
    int error;                 ///< descriptor for standard error, or -1 for /dev/null
    int new_session;           ///< 1: leave the caller's session and terminal
};

/// Starts a program. Returns its process id, or minus the errno of the step that failed (exec included).
/// No descriptor above 2 is inherited; signal handlers and the mask are reset.
pid_t swl_spawn(const struct swl_program *program);

/// A descriptor that becomes readable when the process ends, or minus errno.
int swl_pidfd_open(pid_t pid);

/// Waits for a child without blocking: 1 and the wait status when it has ended, 0 while it runs, minus errno otherwise.
int swl_wait(pid_t pid, int *status);

/// What a wait status says: the exit code, or 128 + the signal.
int swl_exit_code(int status);

/// A pipe that children do not inherit: 0, or minus errno.
int swl_pipe(int ends[2]);

/// Takes the exclusive lock of a file, waiting for it: 0, or minus errno. The lock goes with the process.
int swl_lock(int descriptor, int wait);
