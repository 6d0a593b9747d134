# shellcheck shell=bash
# What every script here begins with: the project's own setup, and Python's modules of this directory. Sourced, not run.
#
#   run_stress MODULE ARGUMENT …    lib/MODULE.py against the server that start_server has started

# shellcheck source=Scripts/lib/setup.bash
source "$(dirname "${BASH_SOURCE[0]}")/../../Scripts/lib/setup.bash"
# shellcheck source=Scripts/lib/server.bash
source "$top/Scripts/lib/server.bash"
require_packages python3

# Bytecode would lie about beside the sources.
export PYTHONDONTWRITEBYTECODE=1

run_stress() {
    local module=$1
    shift
    python3 "$top/Stress/lib/$module.py" --url "${server_url:?}" --pid "${server_pid:?}" "$@"
}
