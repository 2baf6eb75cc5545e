#define _GNU_SOURCE
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Between fork and exec only async-signal-safe calls are allowed: the parent has threads.

static int enter_network(const char *path) {
    int namespace = open(path, O_RDONLY | O_CLOEXEC);
    if (namespace < 0) return -1;
    int result = setns(namespace, CLONE_NEWNET);
    close(namespace);
    return result;
}

static int place(int descriptor, int target) {
    if (descriptor < 0) {
        descriptor = open("/dev/null", O_RDWR);
        if (descriptor < 0) return -1;
    }
    return descriptor == target ? 0 : dup2(descriptor, target);
}

static void reset_signals(void) {
    for (int signal_number = 1; signal_number < NSIG; signal_number++) signal(signal_number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void run_child(const struct swl_program *spawn, int report) {
    // The report pipe must survive the shuffle of descriptors 0 to 2 below.
    int moved = fcntl(report, F_DUPFD_CLOEXEC, 64);
    if (moved >= 0) report = moved;
    int input = spawn->input >= 0 ? fcntl(spawn->input, F_DUPFD_CLOEXEC, 64) : -1;
    int output = spawn->output >= 0 ? fcntl(spawn->output, F_DUPFD_CLOEXEC, 64) : -1;
    int error = spawn->error >= 0 ? fcntl(spawn->error, F_DUPFD_CLOEXEC, 64) : -1;
    reset_signals();
    umask(022);  // containerd makes the root directories of images with what is left of 0755
    if (spawn->new_session && setsid() < 0) goto failed;
    if (spawn->network && enter_network(spawn->network) < 0) goto failed;
    if (spawn->directory && chdir(spawn->directory) < 0) goto failed;
    if (place(input, 0) < 0 || place(output, 1) < 0 || place(error, 2) < 0) goto failed;
    syscall(SYS_close_range, 3u, ~0u, 4u /* CLOSE_RANGE_CLOEXEC */);
    execve(spawn->path, spawn->arguments, spawn->environment);
failed:;
    int code = errno;
    ssize_t ignored = write(report, &code, sizeof code);
    (void)ignored;
    _exit(127);
}

pid_t swl_spawn(const struct swl_program *spawn) {
    int report[2];
    if (pipe2(report, O_CLOEXEC) < 0) return -errno;
    pid_t pid = fork();
    if (pid < 0) {
        int code = errno;
        close(report[0]);
        close(report[1]);
        return -code;
    }
    if (pid == 0) run_child(spawn, report[1]);
    close(report[1]);
    int code = 0;
    ssize_t count;
    do count = read(report[0], &code, sizeof code);
    while (count < 0 && errno == EINTR);
    close(report[0]);
    if (count == (ssize_t)sizeof code) {
        waitpid(pid, NULL, 0);
        return -code;
    }
    return pid;
}

int swl_pidfd_open(pid_t pid) {
    long descriptor = syscall(SYS_pidfd_open, pid, 0);
    return descriptor < 0 ? -errno : (int)descriptor;
}

int swl_wait(pid_t pid, int *status) {
    pid_t result = waitpid(pid, status, WNOHANG);
    if (result == pid) return 1;
    return result == 0 ? 0 : -errno;
}

int swl_exit_code(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int swl_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC) < 0 ? -errno : 0; }

int swl_lock(int descriptor, int wait) {
    int result;
    do result = flock(descriptor, wait ? LOCK_EX : LOCK_EX | LOCK_NB);
    while (result < 0 && errno == EINTR);
    return result < 0 ? -errno : 0;
}
