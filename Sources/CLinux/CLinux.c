// SwiftPM wants one source file in a C target; the declarations are in include/CLinux.h.
#include "CLinux.h"
