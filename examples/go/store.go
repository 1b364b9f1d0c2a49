package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
)

// Store knows what has been done: a file here, in place of your database. An effect and its version are written
// together, so that either both are there after a crash or neither.
type Store struct {
	file     *os.File
	versions map[string]int64
}

func openStore(path string) (*Store, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(file)
	if err != nil {
		return nil, err
	}
	whole := content[:bytes.LastIndexByte(content, '\n')+1]
	store := &Store{file, map[string]int64{}}
	for _, line := range bytes.Split(bytes.TrimSpace(whole), []byte("\n")) {
		var done Effect
		if len(line) == 0 {
			continue
		}
		if err := json.Unmarshal(line, &done); err != nil {
			return nil, err
		}
		store.versions[done.Key] = done.Version
	}
	// Of a line that was cut off nothing was committed.
	return store, file.Truncate(int64(len(whole)))
}

// write gives what it has written, a line of JSON for each effect.
func (store *Store) write(effects []*Effect) ([]byte, error) {
	var lines bytes.Buffer
	encoder := json.NewEncoder(&lines)
	for _, effect := range effects {
		if err := encoder.Encode(effect); err != nil {
			return nil, err
		}
	}
	if _, err := store.file.Write(lines.Bytes()); err != nil {
		return nil, err
	}
	return lines.Bytes(), store.file.Sync()
}
