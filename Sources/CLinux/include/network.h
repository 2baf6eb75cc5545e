#pragma once

#include <stdint.h>

// System calls of network namespaces that the C library's Swift module map does not offer.
// All return 0 or a file descriptor, or a negated errno.

/// Moves the calling thread into the network namespace that `fd` refers to.
int swl_enter_network_namespace(int fd);

/// Gives the calling thread a new, empty network namespace.
int swl_new_network_namespace(void);

/// Makes the calling thread's network namespace reachable under `path` (an existing file) until it is unmounted.
int swl_pin_network_namespace(const char *path);

/// Undoes swl_pin_network_namespace.
int swl_unpin_network_namespace(const char *path);

/// The calling thread's network namespace.
int swl_open_own_network_namespace(void);

/// A new empty file in memory, closed on exec.
int swl_memory_file(void);
