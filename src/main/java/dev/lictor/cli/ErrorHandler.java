package dev.lictor.cli;

import dev.lictor.cluster.InvalidSpecException;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.WriteConflictException;
import dev.lictor.local.CannotStartException;
import dev.lictor.operations.FolderRefusedException;
import dev.lictor.text.Foreign;
import dev.lictor.verify.CannotProveException;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** The one place that turns failures into words and exit codes. Only the unexpected shows a stack trace. */
final class ErrorHandler implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        return tell(failure, command.getErr());
    }

    /** @return the exit code */
    static int tell(Throwable failure, PrintWriter err) {
        return switch (failure) {
            case InvalidSpecException e -> {
                e.problems().forEach(problem -> say(problem, err));
                yield ExitCode.INVALID_SETTINGS.number();
            }
            case CommandFailure e -> {
                say(e, err);
                yield e.exitCode().number();
            }
            case CannotStartException e -> {
                say(e, err);
                yield ExitCode.CONSUL.number();
            }
            case CannotProveException e -> {
                say(e, err);
                yield ExitCode.KUBERNETES.number();
            }
            case FolderRefusedException e -> {
                say(e, err);
                yield ExitCode.USAGE.number();
            }
            case KubernetesApiException e -> {
                say(e, err);
                say(remedy(e.reason()), err);
                yield ExitCode.KUBERNETES.number();
            }
            case WriteConflictException e -> {
                say("somebody else keeps changing the same objects: " + e.getMessage(), err);
                yield ExitCode.KUBERNETES.number();
            }
            default -> {
                say("unexpected: " + failure, err);
                var trace = new StringWriter();
                failure.printStackTrace(new PrintWriter(trace));
                err.print(Foreign.escaped(trace.toString()));
                yield ExitCode.UNEXPECTED.number();
            }
        };
    }

    private static void say(Exception failure, PrintWriter err) {
        say(String.valueOf(failure.getMessage()), err);
    }

    /** A line each. Those of others were joined where they were read; what is left of theirs rules no terminal. */
    private static void say(String lines, PrintWriter err) {
        lines.lines().forEach(line -> err.println("lictor: " + Foreign.oneLine(line)));
    }

    private static String remedy(KubernetesApiException.Reason reason) {
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
