// A program that was compiled for more than the processor offers would end in "Illegal instruction" at some later time.
// This runs before anything else, in instructions that every processor has, and says what is the matter.
#include "CProcessor.h"

#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512VL__)
#define LEVEL "x86-64-v4"
#elif defined(__AVX2__) && defined(__FMA__)
#define LEVEL "x86-64-v3"
#elif defined(__x86_64__)
#define LEVEL "x86-64"
#else
#define LEVEL "portable"
#endif

const char *processor_level(void) { return LEVEL; }

#if defined(__AVX2__) && defined(__x86_64__)
#include <sysexits.h>
#include <unistd.h>

__attribute__((constructor, target("arch=x86-64"))) static void require_level(void) {
    __builtin_cpu_init();
    int fits = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
#if defined(__AVX512F__)
    fits = fits && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
#endif
    if (fits) return;
    static const char message[] = "softmax-loss-server: this program was built for " LEVEL
                                  " and this processor is not one; build it with SMLOSS_MARCH=x86-64\n";
    (void)!write(STDERR_FILENO, message, sizeof message - 1);
    _exit(EX_UNAVAILABLE);
}
#endif
