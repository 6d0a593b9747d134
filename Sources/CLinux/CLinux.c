#include "CLinux.h"

#ifdef __linux__
#include <linux/filter.h>

int clinux_ignore_newcomers(int socket)
{
    // Runs over each segment from its TCP header on: the one that opens a connection (SYN) is dropped.
    enum { FLAGS = 13, SYN = 2 };
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, FLAGS),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, SYN, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
    };
    struct sock_fprog program = {sizeof code / sizeof *code, code};
    return setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}
#endif
