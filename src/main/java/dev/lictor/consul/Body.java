package dev.lictor.consul;

import io.vertx.core.MultiMap;

/** Takes an answer's body as it comes, and keeps of it only what is asked for. For one answer. */
interface Body<T> {
    /** @throws Json.UnreadableException as soon as that is certain */
    void add(byte[] part) throws Json.UnreadableException;

    /** What was asked for, once all has come. */
    T end(MultiMap headers) throws Json.UnreadableException;

    /** JSON of which little is kept. */
    static <T> Body<T> json(Json.Reader<T> reader) {
        var stream = JsonStream.whole();
        return new Body<>() {
            @Override
            public void add(byte[] part) throws Json.UnreadableException {
                stream.add(part);
            }

            @Override
            public T end(MultiMap headers) throws Json.UnreadableException {
                return reader.read(stream.end());
            }
        };
    }

    /** The headers tell. */
    static <T> Body<T> ignored(HeaderReader<T> reader) {
        return new Body<>() {
            @Override
            public void add(byte[] part) {
                // dropped
            }

            @Override
            public T end(MultiMap headers) throws Json.UnreadableException {
                return reader.read(headers);
            }
        };
    }

    /** Turns headers into what was asked for. */
    interface HeaderReader<T> {
        T read(MultiMap headers) throws Json.UnreadableException;
    }
}
