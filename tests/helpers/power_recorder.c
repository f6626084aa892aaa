/* Records every change of the files under one folder, in order, with its data: preloaded into the program under test.

   POWER_ROOT is the folder (an absolute path without links), POWER_LOG the file that the records are appended to.
   Each function does its work by the system call itself and writes one record while a lock is held, so that the order
   of the records is that of the changes. Waiting for the disk is recorded and not done: the lab decides what the disk
   had taken. What cannot be recorded (a shared mapping that is written through, a link with a text) is recorded as such,
   and the reader refuses the log.

   A record: length of the rest (u32), kind (u8), node (u64: inode number), offset or size (u64), lengths of two names
   (u16, u16), the names, the data. Numbers are in the machine's own order of bytes. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#if __SIZEOF_POINTER__ != 8
#error "offsets are passed as one register: 64-bit only"
#endif

enum kind { CREATED = 1, WRITTEN, CUT, SYNCED, ALL_SYNCED, RENAMED, LINKED, REMOVED, FOLDER_MADE, FOLDER_REMOVED, SAID,
            NOT_KNOWN };

#define DESCRIPTORS 4096
static struct { dev_t device; ino_t node; } known[DESCRIPTORS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX];
static size_t root_length;
static int log_file = -1;

__attribute__((constructor)) static void begin(void) {
    const char *folder = getenv("POWER_ROOT"), *path = getenv("POWER_LOG");
    if (!folder || !path || strlen(folder) >= sizeof root) return;
    strcpy(root, folder);
    root_length = strlen(root);
    int opened = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    log_file = fcntl(opened, F_DUPFD_CLOEXEC, 900); /* out of the way of whoever counts descriptors */
    if (log_file < 0) log_file = opened;
    else syscall(SYS_close, opened);
}

static void append(enum kind kind, uint64_t node, uint64_t where, const char *name, const char *other, const void *data,
                   size_t size) {
    struct __attribute__((packed)) { uint32_t rest; uint8_t kind; uint64_t node, where; uint16_t name, other; } head;
    size_t first = name ? strlen(name) : 0, second = other ? strlen(other) : 0;
    head.rest = sizeof head - sizeof head.rest + first + second + size;
    head.kind = kind, head.node = node, head.where = where, head.name = first, head.other = second;
    struct iovec parts[] = {{&head, sizeof head}, {(void *)name, first}, {(void *)other, second}, {(void *)data, size}};
    ssize_t whole = sizeof head + first + second + size;
    if (syscall(SYS_writev, log_file, parts, 4) != whole) abort(); /* a log with a hole is worth nothing */
}

/* The absolute path of what a call names; whether it lies under the root. */
static int inside(int folder, const char *path, char *full) {
    if (log_file < 0 || !path) return 0;
    if (path[0] == '/') {
        if (strlen(path) >= PATH_MAX) return 0;
        strcpy(full, path);
    } else {
        char place[64];
        if (folder == AT_FDCWD) strcpy(place, "/proc/self/cwd");
        else {
            char digits[16];
            int at = sizeof digits, number = folder;
            digits[--at] = 0;
            do digits[--at] = '0' + number % 10; while (number /= 10);
            strcpy(place, "/proc/self/fd/"), strcat(place, digits + at);
        }
        ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, place, full, PATH_MAX - 1);
        if (length < 0 || length + 2 + strlen(path) > PATH_MAX) return 0;
        full[length] = 0;
        strcat(full, "/"), strcat(full, path);
    }
    return strncmp(full, root, root_length) == 0 && (full[root_length] == '/' || full[root_length] == 0);
}

static int tracked(int file, ino_t *node) {
    struct stat now;
    if (log_file < 0 || file < 0 || file >= DESCRIPTORS || !known[file].node || fstat(file, &now)) return 0;
    *node = now.st_ino;
    return now.st_ino == known[file].node && now.st_dev == known[file].device;
}

/* ---- names */

static int opened(int folder, const char *path, int flags, mode_t mode) {
    char full[PATH_MAX];
    if (!inside(folder, path, full)) return syscall(SYS_openat, folder, path, flags, mode);
    pthread_mutex_lock(&lock);
    struct stat before, now;
    int there = stat(full, &before) == 0;
    int file = syscall(SYS_openat, folder, path, flags, mode), error = errno;
    if (file >= DESCRIPTORS) abort();
    if (file >= 0 && fstat(file, &now) == 0) {
        known[file].device = now.st_dev, known[file].node = now.st_ino;
        if (!there) append(CREATED, now.st_ino, 0, full, 0, 0, 0);
        else if (flags & O_TRUNC && S_ISREG(before.st_mode) && before.st_size) append(CUT, now.st_ino, 0, full, 0, 0, 0);
    }
    pthread_mutex_unlock(&lock);
    errno = error;
    return file;
}

#define OPEN_AT(name) \
    int name(int folder, const char *path, int flags, ...) { \
        va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
        return opened(folder, path, flags, mode); }
#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
        return opened(AT_FDCWD, path, flags, mode); }
OPEN(open) OPEN(open64) OPEN_AT(openat) OPEN_AT(openat64)
int __open_2(const char *path, int flags) { return opened(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return opened(AT_FDCWD, path, flags, 0); }
int __openat_2(int folder, const char *path, int flags) { return opened(folder, path, flags, 0); }
int __openat64_2(int folder, const char *path, int flags) { return opened(folder, path, flags, 0); }
int creat(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode); }

/* A call that changes names: `call` is done under the lock, and recorded where it succeeded. */
#define NAMES(is_inside, call, kind, node, first, second) \
    if (!(is_inside)) return call; \
    pthread_mutex_lock(&lock); \
    int result = call, error = errno; \
    if (result == 0) append(kind, node, 0, first, second, 0, 0); \
    pthread_mutex_unlock(&lock); \
    errno = error; \
    return result;

static uint64_t node_of(const char *path) {
    struct stat now;
    return lstat(path, &now) == 0 ? now.st_ino : 0;
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
    char first[PATH_MAX], second[PATH_MAX];
    int both = inside(from_folder, from, first) + 2 * inside(to_folder, to, second);
    NAMES(both, syscall(SYS_renameat2, from_folder, from, to_folder, to, flags),
          both == 3 && !(flags & 2) ? RENAMED : NOT_KNOWN, node_of(second), first, second)
}
int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    return renameat2(from_folder, from, to_folder, to, 0);
}
int rename(const char *from, const char *to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }
int unlinkat(int folder, const char *path, int flags) {
    char full[PATH_MAX];
    NAMES(inside(folder, path, full), syscall(SYS_unlinkat, folder, path, flags),
          flags & AT_REMOVEDIR ? FOLDER_REMOVED : REMOVED, 0, full, 0)
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }
int remove(const char *path) {
    int result = unlink(path);
    return result && errno == EISDIR ? rmdir(path) : result;
}
int mkdirat(int folder, const char *path, mode_t mode) {
    char full[PATH_MAX];
    NAMES(inside(folder, path, full), syscall(SYS_mkdirat, folder, path, mode), FOLDER_MADE, node_of(full), full, 0)
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    char first[PATH_MAX], second[PATH_MAX];
    int both = inside(from_folder, from, first) + 2 * inside(to_folder, to, second);
    NAMES(both, syscall(SYS_linkat, from_folder, from, to_folder, to, flags), both == 3 ? LINKED : NOT_KNOWN,
          node_of(second), first, second)
}
int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }
int symlinkat(const char *text, int folder, const char *path) {
    char full[PATH_MAX];
    NAMES(inside(folder, path, full), syscall(SYS_symlinkat, text, folder, path), NOT_KNOWN, 0, full, 0)
}
int symlink(const char *text, const char *path) { return symlinkat(text, AT_FDCWD, path); }

/* ---- contents */

ssize_t pwrite64(int file, const void *data, size_t size, off_t offset) {
    ino_t node;
    if (!tracked(file, &node)) return syscall(SYS_pwrite64, file, data, size, offset);
    pthread_mutex_lock(&lock);
    ssize_t done = syscall(SYS_pwrite64, file, data, size, offset);
    int error = errno;
    if (done > 0) append(WRITTEN, node, offset, 0, 0, data, done);
    pthread_mutex_unlock(&lock);
    errno = error;
    return done;
}
ssize_t pwrite(int file, const void *data, size_t size, off_t offset) { return pwrite64(file, data, size, offset); }

ssize_t write(int file, const void *data, size_t size) {
    ino_t node;
    if (!tracked(file, &node)) return syscall(SYS_write, file, data, size);
    pthread_mutex_lock(&lock);
    ssize_t done = syscall(SYS_write, file, data, size);
    int error = errno;
    if (done > 0) append(WRITTEN, node, lseek(file, 0, SEEK_CUR) - done, 0, 0, data, done);
    pthread_mutex_unlock(&lock);
    errno = error;
    return done;
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    ino_t node;
    if (!tracked(file, &node)) return syscall(SYS_writev, file, parts, count);
    ssize_t all = 0;
    for (int nth = 0; nth < count; nth++) {
        ssize_t done = write(file, parts[nth].iov_base, parts[nth].iov_len);
        if (done < 0) return all ? all : done;
        all += done;
        if ((size_t)done < parts[nth].iov_len) break;
    }
    return all;
}
ssize_t pwritev64(int file, const struct iovec *parts, int count, off_t offset) {
    ino_t node;
    if (!tracked(file, &node)) return syscall(SYS_pwritev, file, parts, count, offset, 0);
    ssize_t all = 0;
    for (int nth = 0; nth < count; nth++) {
        ssize_t done = pwrite64(file, parts[nth].iov_base, parts[nth].iov_len, offset + all);
        if (done < 0) return all ? all : done;
        all += done;
        if ((size_t)done < parts[nth].iov_len) break;
    }
    return all;
}
ssize_t pwritev(int file, const struct iovec *parts, int count, off_t offset) {
    return pwritev64(file, parts, count, offset);
}

int ftruncate64(int file, off_t size) {
    ino_t node;
    if (!tracked(file, &node)) return syscall(SYS_ftruncate, file, size);
    pthread_mutex_lock(&lock);
    int result = syscall(SYS_ftruncate, file, size), error = errno;
    if (result == 0) append(CUT, node, size, 0, 0, 0, 0);
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}
int ftruncate(int file, off_t size) { return ftruncate64(file, size); }
int truncate(const char *path, off_t size) {
    char full[PATH_MAX];
    if (!inside(AT_FDCWD, path, full)) return syscall(SYS_truncate, path, size);
    pthread_mutex_lock(&lock);
    int result = syscall(SYS_truncate, path, size), error = errno;
    if (result == 0) append(CUT, node_of(full), size, 0, 0, 0, 0);
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}
int truncate64(const char *path, off_t size) { return truncate(path, size); }

/* Copies inside the kernel have no data to record: whoever asks is told so, and copies by reading and writing. */
ssize_t sendfile64(int to, int from, off_t *offset, size_t size) {
    ino_t node;
    if (!tracked(to, &node)) return syscall(SYS_sendfile, to, from, offset, size);
    errno = EINVAL;
    return -1;
}
ssize_t sendfile(int to, int from, off_t *offset, size_t size) { return sendfile64(to, from, offset, size); }
ssize_t copy_file_range(int from, off_t *from_offset, int to, off_t *to_offset, size_t size, unsigned flags) {
    ino_t node;
    if (!tracked(to, &node)) return syscall(SYS_copy_file_range, from, from_offset, to, to_offset, size, flags);
    errno = EINVAL;
    return -1;
}
int fallocate64(int file, int mode, off_t offset, off_t size) {
    ino_t node;
    if (!tracked(file, &node)) return syscall(SYS_fallocate, file, mode, offset, size);
    errno = EOPNOTSUPP;
    return -1;
}
int fallocate(int file, int mode, off_t offset, off_t size) { return fallocate64(file, mode, offset, size); }
int posix_fallocate64(int file, off_t offset, off_t size) { return fallocate64(file, 0, offset, size) ? errno : 0; }
int posix_fallocate(int file, off_t offset, off_t size) { return fallocate64(file, 0, offset, size) ? errno : 0; }

void *mmap64(void *at, size_t size, int rights, int flags, int file, off_t offset) {
    ino_t node;
    char full[PATH_MAX];
    if (flags & MAP_SHARED && rights & PROT_WRITE && tracked(file, &node) && inside(file, "", full))
        append(NOT_KNOWN, node, 0, full, "mapped", 0, 0);
    return (void *)syscall(SYS_mmap, at, size, rights, flags, file, offset);
}
void *mmap(void *at, size_t size, int rights, int flags, int file, off_t offset) {
    return mmap64(at, size, rights, flags, file, offset);
}

/* ---- the disk */

int fsync(int file) {
    ino_t node;
    if (!tracked(file, &node)) return syscall(SYS_fsync, file);
    pthread_mutex_lock(&lock);
    append(SYNCED, node, 0, 0, 0, 0, 0);
    pthread_mutex_unlock(&lock);
    return 0;
}
int fdatasync(int file) { return fsync(file); }
int sync_file_range(int file, off_t offset, off_t size, unsigned flags) { /* promises nothing about names and sizes */
    return syscall(SYS_sync_file_range, file, offset, size, flags);
}
void sync(void) {
    if (log_file < 0) { syscall(SYS_sync); return; }
    pthread_mutex_lock(&lock);
    append(ALL_SYNCED, 0, 0, 0, 0, 0, 0);
    pthread_mutex_unlock(&lock);
}
int syncfs(int file) {
    ino_t node;
    if (!tracked(file, &node)) return syscall(SYS_syncfs, file);
    sync();
    return 0;
}

/* What the program under test says of itself: `power_say` is looked up by name. */
void power_say(const void *text, size_t size) {
    if (log_file < 0) return;
    pthread_mutex_lock(&lock);
    append(SAID, 0, 0, 0, 0, text, size);
    pthread_mutex_unlock(&lock);
}
