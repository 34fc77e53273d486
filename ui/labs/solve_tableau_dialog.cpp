// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_tableau_dialog.h"

#include "solvers/methods/tableau_file.h"
#include "ui/labs/solve_text.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"

#include <QFile>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr int kWidth = 560;
constexpr int kTextHeight = 260;
constexpr qint64 kLargestFile = 1 << 20; // bytes; more is no tableau

/// The first thing that a user sees: something that works and shows every key.
const char* const kExample = R"({
  "id": "mine",
  "name": "My method",
  "order": 4,
  "A": [
    [],
    ["1/2"],
    [0, "1/2"],
    [0, 0, 1]
  ],
  "b": ["1/6", "1/3", "1/3", "1/6"]
})";

} // namespace

TableauDialog::TableauDialog(Theme& theme, QWidget* parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_text(new QPlainTextEdit(QString::fromLatin1(kExample), this))
    , m_verdict(makeLabel(theme, {}, 12, TextColor::Text2, false, this))
    , m_save(makeButton(theme, ButtonKind::Plain, tr("Save…"), QStringLiteral("download"), this))
    , m_add(makeButton(theme, ButtonKind::Primary, tr("Add to solvers"), {}, this))
{
    setObjectName(QStringLiteral("tableau_dialog"));
    setWindowTitle(tr("Your own Butcher tableau"));
    auto* hint = makeLabel(theme,
        tr("Rows of A, weights b, and bHat for an error estimate; entries are numbers or "
           "expressions such as \"1/2\" or \"(3 - sqrt(3))/6\". Rows that stop before the diagonal "
           "make an explicit method."),
        12, TextColor::Text2, false, this);
    hint->setWordWrap(true);
    m_text->setObjectName(QStringLiteral("tableau_text"));
    m_text->setAccessibleName(tr("Tableau as JSON"));
    m_text->setFont(theme.monospaceFont());
    m_text->setMinimumSize(kWidth, kTextHeight);
    m_text->setTabChangesFocus(true);
    m_verdict->setObjectName(QStringLiteral("tableau_verdict"));
    m_verdict->setWordWrap(true);
    auto* open = makeButton(theme, ButtonKind::Plain, tr("Open…"), {}, this);
    auto* cancel = makeButton(theme, ButtonKind::Plain, tr("Cancel"), {}, this);
    open->setObjectName(QStringLiteral("tableau_open"));
    m_save->setObjectName(QStringLiteral("tableau_save"));
    m_add->setObjectName(QStringLiteral("tableau_add"));
    m_add->setDefault(true);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(open);
    buttons->addWidget(m_save);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_add);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(8);
    column->addWidget(hint);
    column->addWidget(m_text, 1);
    column->addWidget(m_verdict);
    column->addLayout(buttons);

    connect(m_text, &QPlainTextEdit::textChanged, this, &TableauDialog::check);
    connect(open, &QPushButton::clicked, this, &TableauDialog::openFile);
    connect(m_save, &QPushButton::clicked, this, &TableauDialog::saveFile);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_add, &QPushButton::clicked, this, [this] {
        emit methodAdded(*m_method);
        accept();
    });
    check();
}

void TableauDialog::setFileChooser(FileChooser chooser)
{
    m_chooser = std::move(chooser);
}

void TableauDialog::say(const QString& text, bool error)
{
    QPalette colors = m_verdict->palette();
    colors.setColor(QPalette::WindowText, error ? m_theme.tokens().error : m_theme.tokens().text2);
    m_verdict->setPalette(colors);
    m_verdict->setText(text);
}

void TableauDialog::check()
{
    m_method.reset();
    try {
        m_method.emplace(solvers::tableauFromJson(m_text->toPlainText().toStdString()));
        QString verdict = tr("Found: %1.").arg(fromCore(m_method->orderText()));
        if (const std::string embedded = m_method->embeddedOrderText(); !embedded.empty())
            verdict += QLatin1Char(' ') + tr("Embedded: %1.").arg(fromCore(embedded));
        say(verdict, false);
    } catch (const std::exception& error) {
        say(fromCore(error.what()), true);
    }
    m_add->setEnabled(m_method.has_value());
    m_save->setEnabled(m_method.has_value());
}

void TableauDialog::openFile()
{
    const QString name = m_chooser ? m_chooser(false, {}) : QString();
    if (name.isEmpty())
        return;
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly) || file.size() > kLargestFile)
        return say(tr("%1: cannot be read as a tableau").arg(name), true);
    m_text->setPlainText(QString::fromUtf8(file.readAll()));
}

void TableauDialog::saveFile()
{
    const QString suggested = fromCore(m_method->tableau().id) + QStringLiteral(".json");
    const QString name = m_chooser ? m_chooser(true, suggested) : QString();
    if (name.isEmpty())
        return;
    try {
        solvers::writeTableauFile(name.toStdString(), m_method->tableau());
        say(tr("Written to %1").arg(name), false);
    } catch (const std::exception& error) {
        say(fromCore(error.what()), true);
    }
}

} // namespace ui
