// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve_page.h"
#include "solvers/problems/problem_file.h"
#include "test_program.h"
#include "ui/plots/export_dialog.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QPushButton>
#include <QRadioButton>
#include <QTemporaryDir>

using ui::Command;

class TestSolveLabFiles : public QObject, private SolvePage {
    Q_OBJECT

    QTemporaryDir m_folder;

public:
    TestSolveLabFiles()
        : SolvePage("tst_solve_lab_files")
    {
    }

private slots:
    void init() { open(); }
    void cleanup() { close(); }

    void tableIsCopiedAndWritten()
    {
        part<QPushButton>("solve_copy")->click();
        const QStringList lines = QGuiApplication::clipboard()->text().split('\n');
        QVERIFY(lines[0].startsWith("Solver\t"));
        QCOMPARE(lines[2].section('\t', 6, 6), "0.03746");
        QVERIFY(m_folder.isValid());
        QString file = m_folder.filePath("table.csv");
        lab().setFileChooser([&file](bool, const QString&) { return file; });
        part<QPushButton>("solve_csv")->click();
        QFile csv(file);
        QVERIFY(csv.open(QIODevice::ReadOnly));
        const QList<QByteArray> rows = belowComments(csv.readAll()).split('\n');
        QCOMPARE(rows[0],
            "solver,order,observed_order,step,tolerance,nfe,accepted,rejected,end_error,"
            "max_error,seconds,status");
        const QList<QByteArray> euler = rows[1].split(',');
        QCOMPARE(euler[0], "euler");
        QCOMPARE(euler[8].toDouble(), lab().results()->methods[0].endError); // every digit
        file = m_folder.filePath("table.tex");
        part<QPushButton>("solve_latex")->click();
        QFile latex(file);
        QVERIFY(latex.open(QIODevice::ReadOnly));
        const QByteArray text = latex.readAll();
        QVERIFY(text.contains("\\toprule") && text.contains("Runge--Kutta 4 & 4 & 4.19"));
    }

    void curvesAndProblemsAreWrittenAndRead()
    {
        QString file = m_folder.filePath("curves.csv");
        lab().setFileChooser([&file](bool, const QString&) { return file; });
        lab().execute(Command::ExportData);
        QFile csv(file);
        QVERIFY(csv.open(QIODevice::ReadOnly));
        const QByteArray text = csv.readAll();
        // For `separatrix solve --problem-file`, which wants it first.
        QVERIFY(text.startsWith("# recipe: {\"problem\":"));
        QCOMPARE(solvers::readProblemFile(file.toStdString()).rhs, lab().problem().rhs);
        const QList<QByteArray> lines = belowComments(text).split('\n');
        QCOMPARE(lines[0], "solver,t,y1,exact1,error");
        QCOMPARE(lines.size(), 1 + 101 + 21 + 1);

        file = m_folder.filePath("problem.json");
        type("solve_t1", "3");
        lab().execute(Command::Save);
        lab().execute(Command::Defaults);
        QCOMPARE(lab().problem().t1, 5.0);
        lab().execute(Command::Open);
        QCOMPARE(lab().problem().t1, 3.0);
        QTRY_VERIFY(lab().results()->job.problem.t1 == 3.0);
        QVERIFY(part<QPlainTextEdit>("solve_expression")->isVisible());

        QFile broken(file);
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("{\"rhs\": 3}");
        broken.close();
        lab().execute(Command::Open);
        QVERIFY(banner()->isVisible());
        QVERIFY(banner()->text().contains("problem.json"));
        QCOMPARE(lab().problem().t1, 3.0);
    }

    void chartIsExported_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QByteArray>("magic");
        QTest::newRow("png") << "png" << QByteArray("\x89PNG");
        QTest::newRow("svg") << "svg" << QByteArray("<?xml");
        QTest::newRow("pdf") << "pdf" << QByteArray("%PDF");
    }

    void chartIsExported()
    {
        QFETCH(QString, format);
        QFETCH(QByteArray, magic);
        const QString file = m_folder.filePath("chart." + format);
        lab().setFileChooser([&file](bool, const QString&) { return file; });
        QTest::mouseClick(part<QPushButton>("solve_export"), Qt::LeftButton);
        auto* dialog = part<ui::ExportDialog>("export_dialog");
        QVERIFY(dialog->isVisible());
        part<QRadioButton>("export_format_" + format)->setChecked(true);
        part<QCheckBox>("export_csv")->setChecked(true);
        part<QPushButton>("export_ok")->click();
        QTRY_VERIFY(QFile::exists(file));
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QVERIFY(written.read(16).startsWith(magic));
        QFile data(m_folder.filePath("chart.csv"));
        QVERIFY(data.open(QIODevice::ReadOnly));
        QVERIFY(data.readAll().contains("y - 0.5*exp(t/2)*sin(5*t)"));
        QVERIFY(lab().statusText().contains(QDir::toNativeSeparators(file)));
    }
};

REGISTER_TEST(TestSolveLabFiles)
#include "tst_solve_lab_files.moc"
