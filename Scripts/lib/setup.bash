# shellcheck shell=bash disable=SC2034
# What every script here needs before it can build: a Swift toolchain and a few of Debian's packages. Sourced, not run.
#
#   top                       this project's directory
#   require_swift             finds Swift, puts it on PATH, and stops with what to do where there is none
#   require_packages NAME…    installs the packages that are missing, or stops with the command that would
#
# Everything said goes to standard error: standard output belongs to the scripts' results.

top=$(CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
minimum_swift=6.2
# What any build takes: git and certificates to fetch the packages it depends on, and the libraries it links.
build_packages=(git ca-certificates g++ libssl-dev zlib1g-dev)

say() { printf '%s\n' "$*" >&2; }

fail() {
    printf 'error: %s\n' "$1" >&2
    shift
    (($# == 0)) || printf '  %s\n' "$@" >&2
    exit 1
}

# The version that the swift of this directory reports, as 6.3.1; nothing where it does not run.
swift_version_in() {
    "$1/swift" --version 2>/dev/null </dev/null | sed -nE 's/.*Swift version ([0-9]+(\.[0-9]+)*).*/\1/p' | head -n 1
}

is_at_least() { [[ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" == "$2" ]]; }

require_swift() {
    local candidate on_path version directories=() seen=()
    on_path=$(command -v swift || true)
    [[ -z $on_path ]] || directories+=("$(dirname "$on_path")")
    # A toolchain that was unpacked or installed by swiftly is often there without a shell's profile knowing of it.
    directories+=("${SWIFTLY_BIN_DIR:-${HOME:-/root}/.local/share/swiftly/bin}" /opt/swift/usr/bin /usr/local/swift/usr/bin)
    for candidate in "${directories[@]}"; do
        [[ -x $candidate/swift ]] || continue
        version=$(swift_version_in "$candidate") || true
        if [[ -n $version ]] && is_at_least "$version" "$minimum_swift"; then
            [[ $on_path == "$candidate/swift" ]] || say "Using Swift $version of $candidate"
            PATH=$candidate:$PATH
            return
        fi
        seen+=("$candidate/swift is ${version:-there and does not run: its own libraries may be missing}")
    done
    fail "Swift $minimum_swift or newer is needed, and was not found." \
        "${seen[@]}" \
        "Install it as https://www.swift.org/install/linux says, or put the bin directory of one you have on PATH."
}

# Whether what a package is for is there. Commands count wherever they came from.
is_present() {
    case $1 in
    git | python3) command -v "$1" >/dev/null ;;
    # Swift links with the C library's and the compiler's start files; any gcc brings them.
    g++) compgen -G '/usr/lib/gcc/*/*/crtbeginS.o' >/dev/null && compgen -G '/usr/lib/gcc/*/*/libstdc++.so' >/dev/null ;;
    *) [[ $(dpkg-query -W -f='${db:Status-Abbrev}\n' "$1" 2>/dev/null) == *ii* ]] ;;
    esac
}

require_packages() {
    local package missing=() elevate=()
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "Not a Debian or Ubuntu: taking it that what these packages hold is installed: $*"
        return
    fi
    for package in "$@"; do
        is_present "$package" || missing+=("$package")
    done
    ((${#missing[@]} > 0)) || return 0

    if ((EUID != 0)); then
        if ! sudo -n true 2>/dev/null; then
            fail "packages are missing, and installing them takes root: ${missing[*]}" \
                "Run this, then start this script again:" \
                "sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${missing[*]}"
        fi
        elevate=(sudo -n)
    fi
    say "Installing ${missing[*]}"
    # A package list that is partly out of reach may still hold what is needed, so only the installation decides.
    "${elevate[@]}" apt-get update -qq >&2 </dev/null || say "apt-get update failed; trying with the lists that are there"
    "${elevate[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
        -qq -o DPkg::Lock::Timeout=300 "${missing[@]}" >&2 </dev/null ||
        fail "apt-get could not install ${missing[*]}; its messages are above."
}
