package dev.lictor.cli;

import dev.lictor.cluster.InvalidSpecException;
import dev.lictor.kube.Cluster;
import dev.lictor.kube.ClusterFailure;
import dev.lictor.local.CannotStartException;
import dev.lictor.operations.FolderRefusedException;
import dev.lictor.proof.CannotProveException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** The one place that turns failures into words and exit codes. Only the unexpected shows a stack trace. */
final class Failures implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        return tell(failure, command.getErr());
    }

    /** @return the exit code */
    static int tell(Throwable failure, PrintWriter err) {
        return switch (failure) {
            case InvalidSpecException e -> {
                e.problems().forEach(problem -> err.println("lictor: " + problem));
                yield ExitCode.INVALID_SETTINGS.number();
            }
            case CommandFailure e -> {
                String.valueOf(e.getMessage()).lines().forEach(line -> err.println("lictor: " + line));
                yield e.exitCode().number();
            }
            case CannotStartException e -> {
                String.valueOf(e.getMessage()).lines().forEach(line -> err.println("lictor: " + line));
                yield ExitCode.CONSUL.number();
            }
            case CannotProveException e -> {
                err.println("lictor: " + e.getMessage());
                yield ExitCode.KUBERNETES.number();
            }
            case FolderRefusedException e -> {
                err.println("lictor: " + e.getMessage());
                yield ExitCode.USAGE.number();
            }
            case ClusterFailure e -> {
                String.valueOf(e.getMessage()).lines().forEach(line -> err.println("lictor: " + line));
                err.println("lictor: " + remedy(e.reason()));
                yield ExitCode.KUBERNETES.number();
            }
            case Cluster.Superseded e -> {
                err.println("lictor: somebody else keeps changing the same objects: " + e.getMessage());
                yield ExitCode.KUBERNETES.number();
            }
            default -> {
                err.println("lictor: unexpected: " + failure);
                failure.printStackTrace(err);
                yield ExitCode.UNEXPECTED.number();
            }
        };
    }

    private static String remedy(ClusterFailure.Reason reason) {
        return switch (reason) {
            case CONFIGURATION -> "mend the kubeconfig, or what it names, or name another one by KUBECONFIG";
            case UNREACHABLE -> "is the Kubernetes cluster up, and does KUBECONFIG name it? kubectl cluster-info tells";
            case UNAUTHORIZED -> "the credentials of KUBECONFIG, or the pod's token, are not accepted, or no longer";
            case FORBIDDEN ->
                "k8s/role.yaml has the rights that are needed, for an administrator to give in a namespace that is there";
            case REFUSED -> "what was written before stays, and nothing else was; run again when that is mended";
        };
    }
}
