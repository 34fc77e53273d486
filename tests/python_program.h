// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>

#include <array>

/// Python, where it is installed, as what others read our files with.
class PythonProgram {
public:
    /// The first interpreter that can import these modules, "numpy,torch": that of the environment
    /// variable SEPARATRIX_TEST_PYTHON, python3 of the path, Debian's. None is no error.
    explicit PythonProgram(const QString& modules)
    {
        const QString test = QStringLiteral("import ") + modules;
        const QString chosen = qEnvironmentVariable("SEPARATRIX_TEST_PYTHON");
        for (const QString& program :
            { chosen, QStringLiteral("python3"), QStringLiteral("/usr/bin/python3") }) {
            if (program.isEmpty())
                continue;
            m_program = program;
            if (run({ QStringLiteral("-c"), test }).status == 0)
                return;
        }
        m_program.clear();
    }

    bool found() const { return !m_program.isEmpty(); }

    struct Result {
        int status;
        QByteArray out;
        QByteArray err;
    };

    Result run(const QStringList& arguments) const
    {
        QProcess process;
        start(process, arguments, {});
        return ended(process);
    }

    /// Two processes of one torch.distributed job under torchrun itself. That of Debian 12 fails
    /// under its Python 3.11 unless output is redirected (-r); -t shows it nevertheless.
    Result torchrun(const QStringList& arguments, const QString& logFolder) const
    {
        return run(QStringList { QStringLiteral("-m"), QStringLiteral("torch.distributed.run"),
                       QStringLiteral("-r"), QStringLiteral("1"), QStringLiteral("-t"),
                       QStringLiteral("1"), QStringLiteral("--log_dir"), logFolder,
                       QStringLiteral("--nproc_per_node"), QStringLiteral("2"),
                       QStringLiteral("--master_port"), QString::fromLatin1(freePort()) }
            + arguments);
    }

    /// The same, started by hand. The worse result of both.
    Result runTwo(const QStringList& arguments) const
    {
        const QByteArray port = freePort();
        std::array<QProcess, 2> processes;
        for (int rank : { 0, 1 })
            start(processes[std::size_t(rank)], arguments,
                { { "RANK", QByteArray::number(rank) }, { "LOCAL_RANK", QByteArray::number(rank) },
                    { "WORLD_SIZE", "2" }, { "MASTER_ADDR", "127.0.0.1" },
                    { "MASTER_PORT", port } });
        const Result first = ended(processes[0]);
        const Result second = ended(processes[1]);
        return first.status == 0 ? second : first;
    }

private:
    QByteArray freePort() const
    {
        return run({ QStringLiteral("-c"),
                       QStringLiteral("import socket; s = socket.socket(); "
                                      "s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])") })
            .out.trimmed();
    }

    void start(QProcess& process, const QStringList& arguments,
        const QMap<QByteArray, QByteArray>& variables) const
    {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("PYTHONDONTWRITEBYTECODE"), QStringLiteral("1"));
        environment.insert(QStringLiteral("OMP_NUM_THREADS"), QStringLiteral("1"));
        for (auto variable = variables.begin(); variable != variables.end(); ++variable)
            environment.insert(
                QString::fromLatin1(variable.key()), QString::fromLatin1(variable.value()));
        process.setProcessEnvironment(environment);
        process.start(m_program, arguments);
    }

    static Result ended(QProcess& process)
    {
        if (!process.waitForFinished(240'000))
            return { -1, {}, process.errorString().toUtf8() };
        return { process.exitCode(), process.readAllStandardOutput(),
            process.readAllStandardError() };
    }

    QString m_program;
};
