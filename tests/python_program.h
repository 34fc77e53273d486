// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>

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

    Result run(const QStringList& arguments, const QString& folder = {}) const
    {
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("PYTHONDONTWRITEBYTECODE"), QStringLiteral("1"));
        environment.insert(QStringLiteral("OMP_NUM_THREADS"), QStringLiteral("1"));
        process.setProcessEnvironment(environment);
        if (!folder.isEmpty())
            process.setWorkingDirectory(folder);
        process.start(m_program, arguments);
        if (!process.waitForFinished(240'000))
            return { -1, {}, process.errorString().toUtf8() };
        return { process.exitCode(), process.readAllStandardOutput(),
            process.readAllStandardError() };
    }

private:
    QString m_program;
};
