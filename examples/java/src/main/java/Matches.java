import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the topic `matches` to the end and on: every match has its effect once, however often its record comes. */
public final class Matches {
    private static final Map<String, String> KINDS = Map.of(
        "rematch.match.found.v1", "found",
        "rematch.match.updated.v1", "updated",
        "rematch.match.withdrawn.v1", "withdrawn");

    private Matches() {}

    public static void main(String[] args) throws Exception {
        Store store = new Store(Login.told("STORE", "matches.jsonl"));
        CountDownLatch stopping = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config())) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stopping, stopped)));
            consumer.subscribe(List.of(Login.told("TOPIC", "matches")));
            System.err.println("reading");
            while (stopping.getCount() > 0) work(consumer, store);
            consumer.close();
            System.err.println("stopped");
        } finally {
            stopped.countDown();
        }
    }

    private static void stop(CountDownLatch stopping, CountDownLatch stopped) {
        stopping.countDown();
        try {
            stopped.await(); // the batch in hand is finished, and the group left
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, Object> config() throws IOException {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", Login.told("KAFKA", "127.0.0.1:9092"));
        config.put("group.id", Login.told("GROUP", "downstream-java"));
        config.put("auto.offset.reset", "earliest");
        config.put("enable.auto.commit", false);
        config.put("session.timeout.ms", (int) (Double.parseDouble(Login.told("SESSION_TIMEOUT", "30")) * 1000));
        config.put("max.partition.fetch.bytes", 4 * 1024 * 1024);
        config.put("key.deserializer", ByteArrayDeserializer.class);
        config.put("value.deserializer", ByteArrayDeserializer.class);
        Login.into(config);
        return config;
    }

    private static void work(KafkaConsumer<byte[], byte[]> consumer, Store store) throws IOException {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(500));
        if (records.isEmpty()) return;
        List<Effect> effects = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                Effect effect = effectOf(record, store.versions);
                if (effect != null) effects.add(effect);
            } catch (IOException | RuntimeException error) {
                System.err.printf("can't read %s/%d/%d: %s%n",
                    record.topic(), record.partition(), record.offset(), error.getMessage());
            }
        }
        System.out.print(store.write(effects));
        System.out.flush();
        try {
            // Only now: who dies before this is given the same records again, and knows them by their versions.
            consumer.commitSync();
        } catch (CommitFailedException | RebalanceInProgressException others) {
            System.err.println("others have these partitions now: " + others.getMessage());
        }
    }

    /** What a record is to do; null for one that was done before, or is none of ours. */
    private static Effect effectOf(ConsumerRecord<byte[], byte[]> record, Map<String, Long> versions)
            throws IOException {
        String key = record.key() == null ? "" : text(record.key());
        Effect effect;
        if (record.value() == null) {
            if (header(record, "rematch_moved_to") != null) return null; // it goes on, on the topic of its tenant
            effect = new Effect(key, Long.parseLong(header(record, "ce_sequence")), "forgotten", null, null);
        } else {
            String kind = KINDS.get(String.valueOf(header(record, "ce_type")));
            if (kind == null) return null; // a kind that this program is too old to know
            // In front of the JSON there may be the five bytes of a schema registry.
            int start = record.value().length > 5 && record.value()[0] == 0 ? 5 : 0;
            JsonNode match = Store.JSON.readTree(record.value(), start, record.value().length - start);
            Double score = match.hasNonNull("score") ? match.get("score").asDouble() : null;
            String matchId = match.path("match_id").asText(null);
            effect = new Effect(key, match.required("version").asLong(), kind, matchId, score);
        }
        if (effect.version() <= versions.getOrDefault(key, 0L)) return null;
        versions.put(key, effect.version());
        return effect;
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        Header found = record.headers().lastHeader(name);
        return found == null ? null : text(found.value());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
