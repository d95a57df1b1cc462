package dev.lictor.kubernetes.fabric8;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OmittedFieldsTest {
    @ParameterizedTest(name = "{0}: asked for {1}, made {2}")
    @CsvSource(delimiter = '|', textBlock = """
            a field                        | {a: {b: 1, c: x}}                          | {a: {b: 1}}                               | .spec.a.c
            all of it                      | {a: {b: {c: 1}}}                           | {d: 1}                                    | .spec.a
            null                           | {a: 1}                                     | {a: null}                                 | .spec.a
            in an entry with a name        | {v: [{name: x, t: {b: 1}}]}                | {v: [{name: y}, {name: x}]}               | .spec.v[name="x"].t
            in a source without a name     | {s: [{t: {b: 1}}, {s: {name: x}}]}         | {s: [{}, {s: {name: x}}]}                 | .spec.s[0].t
            an entry with a name           | {v: [{name: x}, {name: y}]}                | {v: [{name: y, z: 1}, {name: z}]}         | .spec.v[name="x"]
            an entry with a path           | {v: [{mountPath: /x, name: v}]}            | {v: [{mountPath: /y, name: v}]}           | .spec.v[mountPath="/x"]
            an entry with a number         | {p: [{port: 1}, {port: 2}]}                | {p: [{port: 1, protocol: TCP}]}           | .spec.p[port=2]
            an entry without a name        | {t: [{key: x, op: E}, {key: y, op: E}]}    | {t: [{key: x, op: E, s: 1}]}              | .spec.t[1]
            a word of a list               | {l: [x, y]}                                | {l: [y]}                                  | .spec.l[0]
            true                           | {a: true}                                  | {}                                        | .spec.a
            """)
    void omittedFieldsAreFound(String what, String asked, String made, String omitted) {
        assertThat(OmittedFields.of(spec(asked), spec(made))).as(what).containsExactly(omitted);
    }

    @ParameterizedTest(name = "{0}: asked for {1}, made {2}")
    @CsvSource(delimiter = '|', textBlock = """
            defaults                       | {a: 1}                                     | {a: 1, b: 2}
            a quantity                     | {cpu: 1000m, memory: 1024Mi}               | {cpu: '1', memory: 1Gi}
            a number as a text             | {port: 8501}                               | {port: '8501'}
            a text as an object            | {a: x}                                     | {a: {value: x}}
            an empty object                | {a: {}}                                    | {}
            an empty list                  | {a: []}                                    | {}
            only empty ones                | {a: {b: {}, c: [{}]}}                      | {}
            an empty text                  | {a: ''}                                    | {}
            false                          | {a: false}                                 | {}
            zero                           | {a: 0, b: 0.0}                             | {}
            nothing                        | {a: null}                                  | {}
            a variable without a value     | {env: [{name: X, value: ''}]}              | {env: [{name: X}]}
            another order                  | {v: [{name: x, a: 1}, {name: y, b: 1}]}    | {v: [{name: y, b: 1}, {name: x, a: 1}]}
            others' entries                | {v: [{name: x, a: 1}]}                     | {v: [{name: w}, {name: x, a: 1}]}
            one volume mounted twice       | {m: [{name: v, sub: a}, {name: v, s: b}]}  | {m: [{name: v, s: b}, {name: v, sub: a}]}
            an address put otherwise       | {ips: ['::1', '10.0.0.1']}                 | {ips: ['0:0::1', '10.0.0.1']}
            a word given twice             | {l: [x, x]}                                | {l: [x]}
            an entry given twice           | {t: [{key: x}, {key: x}]}                  | {t: [{key: x, effect: y}]}
            more of an unnamed entry       | {t: [{key: x, op: E}]}                     | {t: [{key: x, op: E, s: 1}, {key: y}]}
            """)
    void normalizedAndEmptyValuesAreNotOmitted(String what, String asked, String made) {
        assertThat(OmittedFields.of(spec(asked), spec(made))).as(what).isEmpty();
    }

    @Test
    void metadataIsComparedOnlyWhereItIsDesired() {
        var asked = object("""
            metadata: {name: x, namespace: y, resourceVersion: '7', creationTimestamp: z, labels: {a: b}, annotations: {c: d}}
            status: {replicas: 3}
            stringData: {a: b}
            data: {config.json: '{}'}
            """);
        var made = object("""
            metadata: {name: x, labels: {a: b}}
            """);

        assertThat(OmittedFields.of(asked, made)).isEqualTo(List.of(".data", ".metadata.annotations"));
        assertThat(OmittedFields.of(asked, asked)).isEmpty();
    }

    private static GenericKubernetesResource spec(String spec) {
        return object("metadata: {name: x}\nspec: " + spec + "\n");
    }

    private static GenericKubernetesResource object(String content) {
        return Serialization.unmarshal("apiVersion: v1\nkind: Thing\n" + content, GenericKubernetesResource.class);
    }
}
