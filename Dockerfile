# The chat and the commands in a container; docs/install.md tells how to build and run it.
FROM python:3.11-slim AS build
# Where torch's CPU builds are; else pip takes the build that brings CUDA.
ARG PIP_EXTRA_INDEX_URL
WORKDIR /src
COPY . .
RUN python -m venv /opt/galpi \
    && /opt/galpi/bin/pip install --no-cache-dir --no-compile -c constraints.txt ".[files,mcp]"
# The first question and the chat, tried and compiled: later nothing can be written there.
RUN /opt/galpi/bin/galpi ask "컨피그맵과 시크릿의 차이는?" --notes data --store /tmp/store \
    && /opt/galpi/bin/python -P -c "import ui"

FROM python:3.11-slim
COPY --from=build /opt/galpi /opt/galpi
# The notes are mounted on data; the store lies beside them, as everywhere, and whoever runs the
# container may write it.
RUN install -d /galpi/data && install -d -m 1777 /galpi/.galpi
ENV PATH=/opt/galpi/bin:$PATH PYTHONDONTWRITEBYTECODE=1 HOME=/tmp
WORKDIR /galpi
VOLUME /galpi/.galpi
USER 10001:10001
EXPOSE 7860
# Python has no handler of SIGTERM, and process 1 does not end without one.
STOPSIGNAL SIGINT
HEALTHCHECK --start-period=1m --timeout=5s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:7860/healthz')"]
ENTRYPOINT ["galpi"]
# All addresses of the container; for that galpi asks for GALPI_AUTH.
CMD ["ui", "--host", "0.0.0.0"]
