# The app.
FROM node:22-slim AS app
WORKDIR /src
COPY frontend/ ./
# A checkout without the app's sources still makes a program that serves the API.
RUN if [ -f package.json ]; then npm ci --no-audit --no-fund && npm run build; fi

# The program, with the app inside.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=app /src/dist/ frontend/dist/
RUN CGO_ENABLED=0 go build -tags nomsgpack -trimpath -ldflags '-s -w' -o /out/observationfund . && mkdir /out/data

# Nothing but the program. It carries its time zones; it calls nobody.
FROM scratch
COPY --from=build /out/observationfund /observationfund
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
WORKDIR /data
VOLUME /data
ENV ADDR=:8080 DATABASE_URL=/data/fund.db LOG_FORMAT=json
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["/observationfund", "health"]
ENTRYPOINT ["/observationfund"]
CMD ["serve"]
