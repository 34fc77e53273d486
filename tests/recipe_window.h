// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lesson_window.h"

#include "ui/labs/page_recipe.h"
#include "ui/plots/export_dialog.h"

#include <QLabel>
#include <QPointer>
#include <QRadioButton>

/// The window with all pages, and the proof that a file which a page has written brings it back.
class RecipeWindow : public LessonWindow {
public:
    using LessonWindow::LessonWindow;

protected:
    QTemporaryDir m_folder;

    template <typename Page>
    Page& page(const QString& id) const
    {
        for (ui::Lab* lab : window().labs())
            if (lab->id() == id)
                return *qobject_cast<Page*>(lab);
        qFatal("no page %s", qPrintable(id));
    }

    QString status() const
    {
        return window().findChild<QLabel*>(QStringLiteral("status_message"))->text();
    }

    void write(const QString& name, const QByteArray& content) const
    {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }

    static QByteArray contentOf(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    /// The view on show by the Export dialog; small, to be fast.
    QString exported(ui::Lab& lab, const QString& suffix)
    {
        QSettings().setValue("export/dpi", 50);
        QSettings().setValue("export/csv", true);
        const QString file = m_folder.filePath(lab.id() + lab.shownTab() + '.' + suffix);
        lab.execute(ui::Command::ExportCharts);
        QPointer dialog = lab.findChild<ui::ExportDialog*>(QStringLiteral("export_dialog"));
        if (dialog == nullptr)
            qFatal("no dialog on %s", qPrintable(lab.shownTab()));
        partOf<QRadioButton>(*dialog, "export_format_" + suffix)->setChecked(true);
        dialog->setFileChooser([file](const QString&) { return file; });
        partOf<QPushButton>(*dialog, "export_ok")->click();
        delete dialog; // now, or the next export finds it
        return file;
    }

    /// Exports the view, in all formats where asked; takes its settings back; opens each file.
    void comesBack(ui::Lab& lab, const std::function<QString()>& settings,
        const std::function<void()>& forget, const QStringList& formats = { "png" })
    {
        const QString view = lab.shownTab();
        const QString wanted = settings();
        QVERIFY(!wanted.isEmpty());
        QStringList files;
        for (const QString& format : formats)
            files << exported(lab, format);
        files << files.front().section('.', 0, -2) + ".csv"; // the data beside it
        for (const QString& file : std::as_const(files)) {
            QVERIFY2(QFile::exists(file), qPrintable(file));
            forget();
            QTRY_VERIFY_WITH_TIMEOUT(!lab.isBusy(), kLessonWait);
            QVERIFY2(settings() != wanted, qPrintable(file));
            window().showLab(lab.id() == "solve" ? "depth" : "solve");
            window().openFile(file);
            QCOMPARE(window().currentLab(), &lab);
            QTRY_VERIFY_WITH_TIMEOUT(!lab.isBusy(), kLessonWait);
            QTRY_COMPARE_WITH_TIMEOUT(settings(), wanted, 5000);
            QCOMPARE(lab.shownTab(), view);
        }
    }

    static QString text(const std::string& json) { return QString::fromStdString(json); }
};
