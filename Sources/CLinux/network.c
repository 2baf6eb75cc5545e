#define _GNU_SOURCE
#include "network.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

static int result(int returned) { return returned < 0 ? -errno : returned; }

int swl_enter_network_namespace(int fd) { return result(setns(fd, CLONE_NEWNET)); }

int swl_new_network_namespace(void) { return result(unshare(CLONE_NEWNET)); }

static void own_namespace_path(char *path, size_t size) {
    // /proc/self would name the process's first thread.
    snprintf(path, size, "/proc/%d/task/%ld/ns/net", getpid(), syscall(SYS_gettid));
}

int swl_pin_network_namespace(const char *path) {
    char own[64];
    own_namespace_path(own, sizeof own);
    return result(mount(own, path, "none", MS_BIND, NULL));
}

int swl_unpin_network_namespace(const char *path) { return result(umount2(path, MNT_DETACH)); }

int swl_open_own_network_namespace(void) {
    char own[64];
    own_namespace_path(own, sizeof own);
    return result(open(own, O_RDONLY | O_CLOEXEC));
}

int swl_memory_file(void) { return result(memfd_create("input", MFD_CLOEXEC)); }
