# shellcheck shell=bash disable=SC2034
# A server of one's own for an example or a benchmark. Sourced after setup.bash.
#
#   build_server             builds it; server_binary is where it is
#   start_server             builds it and starts it on a port that is free
#   server_url, server_pid   where it listens, and its process
#   server_launcher          a command to start it with, such as (taskset --cpu-list 0), set before
#
# It is stopped when the script ends, however it ends.

server_launcher=()

build_server() { server_binary=$("${top:?}/Scripts/build" | tail -n 1); }

start_server() {
    local tries
    build_server
    server_output=$(mktemp)
    trap stop_server EXIT
    "${server_launcher[@]}" "$server_binary" serve --port 0 >"$server_output" </dev/null &
    server_pid=$!
    for ((tries = 0; tries < 1200; tries++)); do
        server_url=$(sed -nE 's/^listening on (http[^ ]+).*/\1/p' "$server_output" | head -n 1)
        [[ -z $server_url ]] || return 0
        kill -0 "$server_pid" 2>/dev/null || fail "The server ended before it listened; its messages are above."
        sleep 0.05
    done
    fail "The server did not say within a minute where it listens."
}

stop_server() {
    if [[ -n ${server_pid:-} ]]; then
        kill "$server_pid" 2>/dev/null || true
        wait "$server_pid" 2>/dev/null || true
        server_pid=
    fi
    rm -f "${server_output:-}"
}
