package dev.lictor.testing;

/** What administrators commonly demand in a namespace, as manifests: a quota, a range of limits, and a policy for pods. */
public final class StrictNamespace {
    private StrictNamespace() {}

    /** Counts requests and limits, so that it refuses pods that do not state them. */
    public static String quota(String namespace) {
        return """
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: counted, namespace: %s}
                spec:
                  hard: {requests.cpu: "4", requests.memory: 4Gi, limits.cpu: "8", limits.memory: 8Gi}
                """.formatted(namespace);
    }

    public static String limitRange(String namespace) {
        return """
                apiVersion: v1
                kind: LimitRange
                metadata: {name: ranged, namespace: %s}
                spec:
                  limits:
                  - {type: Container, min: {cpu: 10m, memory: 16Mi}, max: {cpu: "2", memory: 1Gi}}
                  - {type: PersistentVolumeClaim, max: {storage: 10Gi}}
                """.formatted(namespace);
    }

    /** Limits of every container, and probes of each that may have them: Kubernetes allows none for init containers that end. */
    public static String policy(String namespace) {
        return """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: %1$s-pods}
                spec:
                  matchConstraints:
                    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
                  validations:
                  - expression: "(object.spec.containers + object.spec.?initContainers.orValue([])).all(c, has(c.resources.limits) && 'cpu' in c.resources.limits && 'memory' in c.resources.limits)"
                    message: every container needs limits
                  - expression: "(object.spec.containers + object.spec.?initContainers.orValue([]).filter(c, has(c.restartPolicy))).all(c, has(c.livenessProbe) && has(c.readinessProbe))"
                    message: every container needs probes
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: %1$s-pods}
                spec:
                  policyName: %1$s-pods
                  validationActions: [Deny]
                  matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}}
                """.formatted(namespace);
    }
}
