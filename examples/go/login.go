package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl"
	"github.com/twmb/franz-go/pkg/sasl/plain"
	"github.com/twmb/franz-go/pkg/sasl/scram"
)

// login reads REMATCH_KAFKA_SECURITY and its like, as the services read them.
func login() ([]kgo.Opt, error) {
	patience, err := time.ParseDuration(told("SESSION_TIMEOUT", "30") + "s")
	if err != nil {
		return nil, err
	}
	options := []kgo.Opt{kgo.SessionTimeout(patience)}
	security := told("KAFKA_SECURITY", "PLAINTEXT")
	if strings.HasSuffix(security, "SSL") {
		config, err := encrypted()
		if err != nil {
			return nil, err
		}
		options = append(options, kgo.DialTLSConfig(config))
	}
	if strings.HasPrefix(security, "SASL") {
		mechanism, err := mechanism()
		if err != nil {
			return nil, err
		}
		options = append(options, kgo.SASL(mechanism))
	}
	return options, nil
}

func encrypted() (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if file := told("KAFKA_CA_FILE", ""); file != "" {
		authorities, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(authorities) {
			return nil, fmt.Errorf("%s holds no certificate", file)
		}
	}
	if file := told("KAFKA_CERT_FILE", ""); file != "" {
		ours, err := tls.LoadX509KeyPair(file, told("KAFKA_KEY_FILE", ""))
		if err != nil {
			return nil, err
		}
		config.Certificates = []tls.Certificate{ours}
	}
	return config, nil
}

func mechanism() (sasl.Mechanism, error) {
	user, password := told("KAFKA_USERNAME", ""), told("KAFKA_PASSWORD", "")
	if file := told("KAFKA_PASSWORD_FILE", ""); file != "" {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		password = strings.TrimSpace(string(content))
	}
	switch name := told("KAFKA_SASL", "SCRAM-SHA-512"); name {
	case "SCRAM-SHA-512":
		return scram.Auth{User: user, Pass: password}.AsSha512Mechanism(), nil
	case "SCRAM-SHA-256":
		return scram.Auth{User: user, Pass: password}.AsSha256Mechanism(), nil
	case "PLAIN":
		return plain.Auth{User: user, Pass: password}.AsMechanism(), nil
	default:
		return nil, fmt.Errorf("REMATCH_KAFKA_SASL: %s is none of SCRAM-SHA-512, SCRAM-SHA-256, PLAIN", name)
	}
}
