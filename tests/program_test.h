// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QTest>

/// A test of the program itself, with a folder of its own that is the user's home too.
class ProgramTest : public QObject {
protected:
    struct Result {
        int status;
        QByteArray out;
        QByteArray err;
    };

    Result run(const QStringList& arguments) const
    {
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        for (const char* display : { "DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM" })
            environment.remove(display);
        environment.insert("HOME", m_folder.path());
        environment.insert("SEPARATRIX_USER_DIR", dataFolder());
        process.setProcessEnvironment(environment);
        process.start(SEPARATRIX_PROGRAM, arguments);
        if (!process.waitForFinished(120'000) || process.exitStatus() != QProcess::NormalExit)
            qFatal("separatrix %s: crashed or hung", qPrintable(arguments.join(' ')));
        return { process.exitCode(), process.readAllStandardOutput(),
            process.readAllStandardError() };
    }

    QJsonObject json(const QStringList& arguments) const
    {
        const Result result = run(arguments);
        QJsonParseError error {};
        const auto document = QJsonDocument::fromJson(result.out, &error);
        if (result.status != 0 || error.error != QJsonParseError::NoError)
            qFatal("separatrix %s: %d, %s", qPrintable(arguments.join(' ')), result.status,
                result.err.constData());
        return document.object();
    }

    QString path(const QString& name) const { return m_folder.filePath(name); }
    /// Where the program keeps what is the user's
    QString dataFolder() const { return path("user-data"); }

private:
    QTemporaryDir m_folder;
};
