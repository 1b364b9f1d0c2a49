import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** REMATCH_KAFKA_SECURITY and its like, as the services read them. */
final class Login {
    private Login() {}

    static String told(String name, String otherwise) {
        String found = System.getenv("REMATCH_" + name);
        return found == null || found.isEmpty() ? otherwise : found;
    }

    static void into(Map<String, Object> config) throws IOException {
        String security = told("KAFKA_SECURITY", "PLAINTEXT");
        config.put("security.protocol", security);
        if (security.endsWith("SSL")) {
            pem(config, "ssl.truststore.type", Map.of("ssl.truststore.certificates", "KAFKA_CA_FILE"));
            pem(config, "ssl.keystore.type",
                Map.of("ssl.keystore.certificate.chain", "KAFKA_CERT_FILE", "ssl.keystore.key", "KAFKA_KEY_FILE"));
        }
        if (security.startsWith("SASL")) {
            String mechanism = told("KAFKA_SASL", "SCRAM-SHA-512");
            String file = told("KAFKA_PASSWORD_FILE", "");
            String password = file.isEmpty() ? told("KAFKA_PASSWORD", "") : Files.readString(Path.of(file)).strip();
            String module = mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
            config.put("sasl.mechanism", mechanism);
            config.put("sasl.jaas.config", "org.apache.kafka.common.security." + module
                + " required username=" + quoted(told("KAFKA_USERNAME", "")) + " password=" + quoted(password) + ";");
        }
    }

    private static void pem(Map<String, Object> config, String type, Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            String path = told(file.getValue(), "");
            if (path.isEmpty()) continue;
            config.put(type, "PEM");
            config.put(file.getKey(), Files.readString(Path.of(path)));
        }
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
