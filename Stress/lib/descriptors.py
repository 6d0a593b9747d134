"""The limit of open descriptors of this process."""

import resource


def raise_descriptor_limit() -> None:
    """As far as is allowed."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
