// What Swift's vectors leave out: a bit for each lane. Written for any processor; each has its own instruction for it.
#ifndef CLANES_H
#define CLANES_H
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define CLANES_INLINE static inline __attribute__((always_inline))

typedef uint8_t clanes_octets __attribute__((ext_vector_type(64), aligned(1)));
typedef bool clanes_bits __attribute__((ext_vector_type(64)));

CLANES_INLINE uint64_t clanes_word(clanes_bits bits)
{
    uint64_t word;
    memcpy(&word, &bits, sizeof word);
    return word;
}

/// Which of the 64 octets at `place` are `octet`: a bit each, the first octet's lowest.
CLANES_INLINE uint64_t clanes_equal(const uint8_t *place, uint8_t octet)
{
    return clanes_word(__builtin_convertvector(*(const clanes_octets *)place == octet, clanes_bits));
}

/// Which of them are from `least` to `greatest`.
CLANES_INLINE uint64_t clanes_within(const uint8_t *place, uint8_t least, uint8_t greatest)
{
    clanes_octets above = *(const clanes_octets *)place - least;
    return clanes_word(__builtin_convertvector(above <= (uint8_t)(greatest - least), clanes_bits));
}

#endif
