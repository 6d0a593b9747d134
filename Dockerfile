# syntax=docker/dockerfile:1
ARG SWIFT_VERSION=6.3

FROM swift:${SWIFT_VERSION}-noble AS build
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
# Headers alone: whatever version the distribution has is the right one.
# hadolint ignore=DL3008
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends libssl-dev zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# The packages it depends on are fetched again only where the manifest has changed.
COPY Package.* ./
RUN swift package resolve
COPY . .
# Of x86-64 alone; nearly every server of the last ten years has this level. baseline runs anywhere.
ARG MARCH=x86-64-v3
RUN march=baseline; if [ "$(uname -m)" = x86_64 ]; then march=$MARCH; fi; \
    binary=$(Scripts/build --march "$march" --static-swift-stdlib | tail -n 1); \
    install -D "$binary" /out/softmax-loss-server

FROM ubuntu:noble
# hadolint ignore=DL3008
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends libssl3t64 libstdc++6 zlib1g \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /out/softmax-loss-server /usr/local/bin/softmax-loss-server
# By number, so that a cluster can see that it is not root.
USER 10001:10001
EXPOSE 8080
# Inside a container, loopback would reach nobody.
ENTRYPOINT ["softmax-loss-server", "serve", "--host", "0.0.0.0"]
