package dev.lictor.consul.http;

import io.vertx.core.MultiMap;

/** Reads the body of one answer part by part and keeps only what the request needs. */
interface BodyReader<T> {
    /** @throws ConsulJson.UnreadableException as soon as the body is known to be unreadable */
    void add(byte[] part) throws ConsulJson.UnreadableException;

    /** The value, after the last part. */
    T end(MultiMap headers) throws ConsulJson.UnreadableException;

    /** Reads a JSON body and keeps the part of it that {@link JsonStream} keeps. */
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

    /** Drops the body and reads the value from the headers. */
    static <T> BodyReader<T> ignored(HeaderReader<T> reader) {
        return new BodyReader<>() {
            @Override
            public void add(byte[] part) {
                // The value is in the headers.
            }

            @Override
            public T end(MultiMap headers) throws ConsulJson.UnreadableException {
                return reader.read(headers);
            }
        };
    }

    /** Reads a value from headers. */
    interface HeaderReader<T> {
        T read(MultiMap headers) throws ConsulJson.UnreadableException;
    }
}
