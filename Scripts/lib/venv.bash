# shellcheck shell=bash
# Python environments for what is not the server: linters, examples, benchmarks. Sourced after setup.bash.

# use_venv NAME REQUIREMENTS: puts the environment .build-venv-NAME on PATH, made or brought up to date where the
# requirements have changed since.
use_venv() {
    local venv=${top:?}/.build-venv-$1 requirements=$2
    if ! cmp -s "$requirements" "$venv/requirements.txt"; then
        say "Installing the Python packages of ${requirements#"$top"/}"
        # Not the packages of whichever environment is active: python3 may be any of several.
        python3 -m venv --clear "$venv" || fail "python3 could not make a virtual environment (Debian: python3-venv)."
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$requirements" >&2 </dev/null
        # Last, so that an installation that was cut off is done again.
        cp "$requirements" "$venv/requirements.txt"
    fi
    PATH=$venv/bin:$PATH
    unset PYTHONHOME PYTHONPATH
}
