/**
 * Linux system calls as emscripten names them: a machine without files, terminals or a shell.
 * @module
 */
import { ERRNO } from "./errno.ts";
import { constant, type HostImports } from "./host.ts";

export const systemCallImports: HostImports = {
  __syscall_openat: constant("ipip>i", -ERRNO.noEntry),
  __syscall_unlinkat: constant("ipi>i", -ERRNO.noEntry),
  __syscall_rmdir: constant("p>i", -ERRNO.noEntry),
  __syscall_renameat: constant("ipip>i", -ERRNO.noEntry),
  __syscall_readlinkat: constant("ippp>i", -ERRNO.noEntry),
  __syscall_faccessat: constant("ipii>i", -ERRNO.noEntry),
  __syscall_chmod: constant("pi>i", -ERRNO.noEntry),
  __syscall_stat64: constant("pp>i", -ERRNO.noEntry),
  __syscall_lstat64: constant("pp>i", -ERRNO.noEntry),
  __syscall_newfstatat: constant("ippi>i", -ERRNO.noEntry),
  __syscall_mkdirat: constant("ipi>i", -ERRNO.noEntry),
  __syscall_utimensat: constant("ippi>i", -ERRNO.noEntry),
  __syscall_fcntl64: constant("iip>i", -ERRNO.badDescriptor),
  __syscall_dup3: constant("iii>i", -ERRNO.badDescriptor),
  __syscall_fchmod: constant("ii>i", -ERRNO.badDescriptor),
  __syscall_fchown32: constant("iii>i", -ERRNO.badDescriptor),
  __syscall_fstat64: constant("ip>i", -ERRNO.badDescriptor),
  __syscall_ftruncate64: constant("il>i", -ERRNO.badDescriptor),
  __syscall_ioctl: constant("iip>i", -ERRNO.notTerminal),
  _mmap_js: constant("piiilpp>i", -ERRNO.badDescriptor),
  _munmap_js: constant("ppiiil>i", -ERRNO.noSystem),

  /** Writes "/"; returns the bytes written with the NUL. */
  __syscall_getcwd: {
    signature: "pp>i",
    bind:
      (host) =>
      (to = 0, size = 0) => {
        if (size < 2) return -ERRNO.range;
        host.memory.writeText(to, "/", 1);
        return 2;
      },
  },

  /** Asked with NULL: 0, there is no shell. A command: refused, so that `os.execute` gives nil. */
  _emscripten_system: {
    signature: "p>i",
    bind:
      () =>
      (command = 0) =>
        command === 0 ? 0 : -ERRNO.noSystem,
  },
};
