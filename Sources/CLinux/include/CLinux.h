// What Glibc's Swift module leaves out: epoll, eventfd and accept4. Declarations only; every function is libc's own.
#ifndef CLINUX_H
#define CLINUX_H
#ifdef __linux__
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/// accept4(2); glibc declares it only under _GNU_SOURCE, which a Swift importer cannot set.
int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);
#endif
#endif
