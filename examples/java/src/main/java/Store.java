import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What has been done: a file here, in place of your database. An effect and its version are written together, so that
 * either both are there after a crash or neither.
 */
final class Store {
    static final ObjectMapper JSON = new ObjectMapper();

    final Map<String, Long> versions = new HashMap<>();
    private final RandomAccessFile file;

    Store(String path) throws IOException {
        file = new RandomAccessFile(path, "rw");
        byte[] content = new byte[(int) file.length()];
        file.readFully(content);
        int whole = content.length;
        while (whole > 0 && content[whole - 1] != '\n') whole--;
        for (String line : new String(content, 0, whole, StandardCharsets.UTF_8).lines().toList()) {
            Effect done = JSON.readValue(line, Effect.class);
            versions.put(done.key(), done.version());
        }
        file.setLength(whole); // of a line that was cut off nothing was committed
        file.seek(whole);
    }

    /** Gives what it has written, a line of JSON for each effect. */
    String write(List<Effect> effects) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Effect effect : effects) lines.append(JSON.writeValueAsString(effect)).append('\n');
        file.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        file.getFD().sync();
        return lines.toString();
    }
}
