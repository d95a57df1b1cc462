package dev.lictor.testing.servers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A proxy between a program and the API server, by plain HTTP on 127.0.0.1. It records what the program reads and writes and what the API
 * server answers, and can end the program at a chosen write.
 */
public final class ApiProxy implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> WRITING = Set.of("POST", "PUT", "PATCH", "DELETE");
    private static final List<String> PASSED_ON = List.of("Authorization", "Content-Type", "Accept", "User-Agent");
    /** Reviews write nothing, and nothing depends on Events. */
    private static final Set<String> NO_WRITES = Set.of("authorization.k8s.io", "authentication.k8s.io", "events");

    public enum Moment {
        /** The API server has not received the write. */
        BEFORE,
        /** The API server has answered, and the program has not received the answer. */
        AFTER
    }

    /** A request that changes something, unless {@code status} says that it was refused. */
    public record Write(String method, String path, int status, String answer) {
        public boolean isDone() {
            return status < 300;
        }

        /** A value of a Secret's data in the answer, as it is stored. */
        public Optional<String> stored(String secret, String key) {
            try {
                var object = JSON.readTree(answer);
                var value = object.path("data").path(key);
                return isDone()
                                && object.path("kind").asText().equals("Secret")
                                && object.at("/metadata/name").asText().equals(secret)
                                && value.isTextual()
                        ? Optional.of(value.asText())
                        : Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** A request that changes nothing. */
    public record Read(String path, String query, int bytes) {
        @Override
        public String toString() {
            return "%s?%s: %d bytes".formatted(path, query, bytes);
        }
    }

    /** A path below the group and version, as {@code namespaces/NAMESPACE/RESOURCE/NAME}; cluster-scoped as {@code RESOURCE/NAME}. */
    private static final Pattern RESOURCE =
            Pattern.compile("/(?:api|apis/[^/]+)/[^/]+/(?:namespaces/[^/]+/(?=.))?([^/]+).*|/([^/]+)");

    private record Stop(int write, Moment moment, Runnable end) {}

    private record Interlude(BiPredicate<HttpExchange, Integer> at, Runnable act) {}

    private final URI server;
    private final HttpClient client;
    private final HttpServer proxy;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Write> writes = new CopyOnWriteArrayList<>();
    private final List<Read> reads = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger count = new AtomicInteger();
    private volatile Optional<Stop> stop = Optional.empty();
    private volatile Optional<String> dryRunRefusal = Optional.empty();
    private final AtomicReference<Optional<Interlude>> interlude = new AtomicReference<>(Optional.empty());

    /** @param kubeconfig that names the API server and its CA */
    public ApiProxy(Path kubeconfig) {
        var config = Config.fromKubeconfig(kubeconfig.toFile());
        this.server = URI.create(config.getMasterUrl());
        try {
            this.client = HttpClient.newBuilder()
                    .sslContext(trusting(config.getCaCertData()))
                    .build();
            this.proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        proxy.setExecutor(threads);
        proxy.createContext("/", this::pass);
        proxy.start();
    }

    /** The same KUBECONFIG by way of this proxy; it has to authenticate by a token. */
    public Path by(Path kubeconfig) {
        var file = kubeconfig.resolveSibling(kubeconfig.getFileName() + ".proxy");
        var url = "http://127.0.0.1:" + proxy.getAddress().getPort();
        try {
            return Files.writeString(
                    file, Files.readString(kubeconfig).replaceAll("https://127\\.0\\.0\\.1:\\d+", url));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the program at its n-th write from now on, the first being 1. */
    public void stopAt(int write, Moment moment, Runnable end) {
        count.set(0);
        stop = Optional.of(new Stop(write, moment, end));
    }

    /** Answers each dry run of a write by 400 with this Status, as for a webhook without {@code sideEffects}. */
    public void refuseDryRuns(String status) {
        dryRunRefusal = Optional.of(status);
    }

    public void letPass() {
        stop = Optional.empty();
        interlude.set(Optional.empty());
    }

    /** Runs an action once, after the API server has answered the n-th read of a path and before the program receives the answer. */
    public void afterRead(String path, int read, Runnable act) {
        var left = new AtomicInteger(read);
        interlude.set(Optional.of(new Interlude(
                (exchange, _) -> exchange.getRequestMethod().equals("GET")
                        && exchange.getRequestURI().getPath().equals(path)
                        && left.decrementAndGet() == 0,
                act)));
    }

    /** Runs an action once, before the API server receives the n-th write. */
    public void beforeWrite(int write, Runnable act) {
        count.set(0);
        interlude.set(Optional.of(new Interlude((_, number) -> number == write, act)));
    }

    private void interrupt(HttpExchange exchange, int number) {
        interlude.get().filter(chosen -> chosen.at().test(exchange, number)).ifPresent(chosen -> {
            interlude.set(Optional.empty());
            chosen.act().run();
        });
    }

    /** All writes so far in a namespace and of the namespace itself. */
    public List<Write> writes(String namespace) {
        return writes.stream()
                .filter(write -> (write.path() + "/").contains("/namespaces/" + namespace + "/")
                        || (write.path().endsWith("/namespaces")
                                && write.answer().contains('"' + namespace + '"')))
                .toList();
    }

    /** All reads so far. */
    public List<Read> reads() {
        return List.copyOf(reads);
    }

    /** All so far, by verb and resource, such as {@code GET secrets}; a dry run says so. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        proxy.stop(0);
        threads.shutdownNow();
        client.shutdownNow();
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            requests.add(inWords(exchange));
            if (dryRunRefusal.isPresent()
                    && String.valueOf(exchange.getRequestURI().getQuery()).contains("dryRun=All")) {
                var refusal = dryRunRefusal.get().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(HttpURLConnection.HTTP_BAD_REQUEST, refusal.length);
                exchange.getResponseBody().write(refusal);
                return;
            }
            var number = isWrite(exchange, body) ? count.incrementAndGet() : 0;
            var end = stop.filter(chosen -> chosen.write() == number);
            if (end.filter(chosen -> chosen.moment() == Moment.BEFORE).isPresent()) {
                end.orElseThrow().end().run();
                return;
            }
            if (number > 0) {
                interrupt(exchange, number);
            }
            var answer = client.send(request(exchange, body), BodyHandlers.ofByteArray());
            if (number == 0) {
                interrupt(exchange, number);
            }
            if (number > 0) {
                writes.add(new Write(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().getPath(),
                        answer.statusCode(),
                        new String(answer.body(), StandardCharsets.UTF_8)));
            }
            if (exchange.getRequestMethod().equals("GET")) {
                var uri = exchange.getRequestURI();
                reads.add(new Read(uri.getPath(), String.valueOf(uri.getQuery()), answer.body().length));
            }
            if (end.isPresent()) {
                end.orElseThrow().end().run();
                return;
            }
            answer.headers()
                    .firstValue("Content-Type")
                    .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest request(HttpExchange exchange, byte[] body) {
        var request = HttpRequest.newBuilder(server.resolve(exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        PASSED_ON.forEach(
                name -> Optional.ofNullable(exchange.getRequestHeaders().getFirst(name))
                        .ifPresent(value -> request.header(name, value)));
        return request.build();
    }

    private static String inWords(HttpExchange exchange) {
        var uri = exchange.getRequestURI();
        var path = RESOURCE.matcher(uri.getPath());
        var resource =
                path.matches() ? Optional.ofNullable(path.group(1)).orElseGet(() -> path.group(2)) : uri.getPath();
        var isDryRun = String.valueOf(uri.getQuery()).contains("dryRun");
        return "%s %s%s".formatted(exchange.getRequestMethod(), resource, isDryRun ? ", dry run" : "");
    }

    private static boolean isWrite(HttpExchange exchange, byte[] body) {
        var uri = exchange.getRequestURI();
        return WRITING.contains(exchange.getRequestMethod())
                && !String.valueOf(uri.getQuery()).contains("dryRun")
                && !new String(body, StandardCharsets.UTF_8).contains("\"dryRun\"")
                && List.of(uri.getPath().split("/")).stream().noneMatch(NO_WRITES::contains);
    }

    private static SSLContext trusting(String ca) throws IOException, GeneralSecurityException {
        var keys = KeyStore.getInstance(KeyStore.getDefaultType());
        keys.load(null, null);
        keys.setCertificateEntry(
                "api",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(Base64.getDecoder().decode(ca))));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
