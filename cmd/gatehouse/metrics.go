package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metricsHandler shows the process, the Go runtime and the database pools.
func (p *Program) metricsHandler() http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		collectors.NewDBStatsCollector(p.db.Pool(), "gatehouse"),
	)
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
}

// serveMetrics serves /metrics on a listener of its own when one is configured.
// The returned function stops it.
func (p *Program) serveMetrics(ctx context.Context) (stop func(context.Context) error, err error) {
	none := func(context.Context) error { return nil }
	if p.config.Metrics.Listen == "" {
		return none, nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", p.config.Metrics.Listen)
	if err != nil {
		return none, fmt.Errorf("listen for metrics on %s: %w", p.config.Metrics.Listen, err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", p.metricsHandler())
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := server.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			p.log.Error("metrics stopped", "error", err)
		}
	}()
	return server.Shutdown, nil
}
