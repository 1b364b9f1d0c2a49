// Reads the topic `matches` to the end and on: every match has its effect once, however often its record comes.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Effect is what a record is to do here: a line in a file, and on the screen.
type Effect struct {
	Key     string   `json:"key"`
	Version int64    `json:"version"`
	Kind    string   `json:"kind"`
	MatchID *string  `json:"match_id"`
	Score   *float64 `json:"score"`
}

var kinds = map[string]string{
	"rematch.match.found.v1":     "found",
	"rematch.match.updated.v1":   "updated",
	"rematch.match.withdrawn.v1": "withdrawn",
}

func told(name, otherwise string) string {
	if found := os.Getenv("REMATCH_" + name); found != "" {
		return found
	}
	return otherwise
}

// effectOf gives nil for a record that was done before, or is none of ours.
func effectOf(record *kgo.Record, versions map[string]int64) (*Effect, error) {
	headers := map[string]string{}
	for _, header := range record.Headers {
		headers[header.Key] = string(header.Value)
	}
	effect := &Effect{Key: string(record.Key)}
	if record.Value == nil {
		if headers["rematch_moved_to"] != "" {
			return nil, nil // it goes on as it is, on the topic of its tenant
		}
		version, err := strconv.ParseInt(headers["ce_sequence"], 10, 64)
		if err != nil {
			return nil, err
		}
		effect.Version, effect.Kind = version, "forgotten"
	} else {
		if effect.Kind = kinds[headers["ce_type"]]; effect.Kind == "" {
			return nil, nil // a kind that this program is too old to know
		}
		value := record.Value
		if len(value) > 5 && value[0] == 0 {
			value = value[5:] // what a schema registry puts in front of the JSON
		}
		var match struct {
			Version int64    `json:"version"`
			MatchID *string  `json:"match_id"`
			Score   *float64 `json:"score"`
		}
		if err := json.Unmarshal(value, &match); err != nil {
			return nil, err
		}
		effect.Version, effect.MatchID, effect.Score = match.Version, match.MatchID, match.Score
	}
	if effect.Version <= versions[effect.Key] {
		return nil, nil
	}
	versions[effect.Key] = effect.Version
	return effect, nil
}

func effectsOf(records []*kgo.Record, versions map[string]int64) []*Effect {
	var effects []*Effect
	for _, record := range records {
		effect, err := effectOf(record, versions)
		if err != nil {
			log.Printf("can't read %s/%d/%d: %v", record.Topic, record.Partition, record.Offset, err)
		} else if effect != nil {
			effects = append(effects, effect)
		}
	}
	return effects
}

func run(ctx context.Context) error {
	store, err := openStore(told("STORE", "matches.jsonl"))
	if err != nil {
		return err
	}
	options, err := login()
	if err != nil {
		return err
	}
	client, err := kgo.NewClient(append(options,
		kgo.SeedBrokers(strings.Split(told("KAFKA", "127.0.0.1:9092"), ",")...),
		kgo.ConsumerGroup(told("GROUP", "downstream-go")),
		kgo.ConsumeTopics(told("TOPIC", "matches")),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.DisableAutoCommit(),
		kgo.BlockRebalanceOnPoll(), // nobody else is given these records before they are committed
	)...)
	if err != nil {
		return err
	}
	defer client.CloseAllowingRebalance()
	log.Print("reading")
	for ctx.Err() == nil {
		fetches := client.PollRecords(ctx, 500)
		for _, failed := range fetches.Errors() {
			if !errors.Is(failed.Err, context.Canceled) {
				log.Printf("%s/%d: %v", failed.Topic, failed.Partition, failed.Err)
			}
		}
		records := fetches.Records()
		effects := effectsOf(records, store.versions)
		lines, err := store.write(effects)
		if err != nil {
			return err
		}
		os.Stdout.Write(lines)
		// Only now: who dies before this is given the same records again, and knows them by their versions.
		if err := client.CommitRecords(context.WithoutCancel(ctx), records...); err != nil {
			return err
		}
		client.AllowRebalance()
	}
	log.Print("stopped")
	return nil
}

func main() {
	log.SetFlags(0)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if err := run(ctx); err != nil {
		log.Fatal(err)
	}
}
