package dev.lictor.consul.http;

import io.vertx.core.MultiMap;

/** Takes an answer's body as it comes, and keeps of it only what is asked for. For one answer. */
interface BodyReader<T> {
    /** @throws ConsulJson.UnreadableException as soon as that is certain */
    void add(byte[] part) throws ConsulJson.UnreadableException;

    /** What was asked for, once all has come. */
    T end(MultiMap headers) throws ConsulJson.UnreadableException;

    /** JSON of which little is kept. */
    static <T> BodyReader<T> json(ConsulJson.Reader<T> reader) {
        var stream = JsonStream.whole();
        return new BodyReader<>() {
            @Override
            public void add(byte[] part) throws ConsulJson.UnreadableException {
                stream.add(part);
            }

            @Override
            public T end(MultiMap headers) throws ConsulJson.UnreadableException {
                return reader.read(stream.end());
            }
        };
    }

    /** The headers tell. */
    static <T> BodyReader<T> ignored(HeaderReader<T> reader) {
        return new BodyReader<>() {
            @Override
            public void add(byte[] part) {
                // dropped
            }

            @Override
            public T end(MultiMap headers) throws ConsulJson.UnreadableException {
                return reader.read(headers);
            }
        };
    }

    /** Turns headers into what was asked for. */
    interface HeaderReader<T> {
        T read(MultiMap headers) throws ConsulJson.UnreadableException;
    }
}
