#ifndef CPROCESSOR_H
#define CPROCESSOR_H

/// The instruction set that this program was compiled for: "x86-64-v4", "x86-64-v3", "x86-64", or "portable" elsewhere.
const char *processor_level(void);

#endif
