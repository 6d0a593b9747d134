// What Glibc's Swift module leaves out: epoll, eventfd, accept4, what places threads. Functions are libc's own,
// but for one that is too much of C to be written in Swift.
#ifndef CLINUX_H
#define CLINUX_H
#ifdef __linux__
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/// accept4(2). glibc declares it only under _GNU_SOURCE, which gives `fd_set` another shape than Swift's Glibc module
/// knows; so it is declared here.
extern int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);

/// sched_getaffinity(2) and what goes with it, declared here for the same reason; `set` is a bit for each processor.
extern int sched_getaffinity(int thread, size_t size, unsigned char *set);
extern int sched_setaffinity(int thread, size_t size, const unsigned char *set);
extern int sched_getcpu(void);
extern int gettid(void);

/// Has a listening TCP socket ignore whoever comes from now on; those who have come can still be accepted. -1 and errno
/// where that cannot be done.
int clinux_ignore_newcomers(int socket);

// Constants under names and types that Swift sees alike wherever the enumerations behind them come from.
enum { CLINUX_STREAM = SOCK_STREAM };
enum { CLINUX_STREAM_FLAGS = SOCK_NONBLOCK | SOCK_CLOEXEC };
enum { CLINUX_EPOLL_FLAGS = EPOLL_CLOEXEC };
/// sched(7); glibc has it under _GNU_SOURCE alone.
enum { CLINUX_SCHED_BATCH = 3 };
enum { CLINUX_EVENT_FLAGS = EFD_CLOEXEC | EFD_NONBLOCK };
#endif
#endif
