#pragma once

/// Opens a directory inside another one, never through a symbolic link and never across a mount, bind mounts of the same file
/// system included (openat2(2)). Returns a descriptor that is closed on exec, or minus errno: EXDEV at a mount.
int swl_open_same_mount(int directory, const char *name);
