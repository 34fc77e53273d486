// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_expression_editor.h"

#include "solvers/problems/expression.h"
#include "ui/labs/solve_text.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextBlock>
#include <QTextDocument>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

constexpr int kCheckDelay = 200; // milliseconds after the last key
constexpr std::size_t kMostComponents = 20;
constexpr int kIconSize = 16;
constexpr int kFramePadding = 8;

} // namespace

ExpressionEditor::ExpressionEditor(
    Theme& theme, const QString& prefix, const QString& heading, int lines, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_prefix(prefix)
    , m_timer(new QTimer(this))
{
    m_timer->setSingleShot(true);
    m_timer->setInterval(kCheckDelay);
    build(heading, lines);
    connect(m_timer, &QTimer::timeout, this, [this] {
        checkNow();
        emit edited();
    });
    m_edit->setAcceptDrops(false); // a file dropped here is for the window
    m_edit->viewport()->setAcceptDrops(false);
    m_edit->installEventFilter(this);
    connect(m_edit, &QPlainTextEdit::textChanged, m_timer, qOverload<>(&QTimer::start));
    connect(&theme, &Theme::changed, this, &ExpressionEditor::restyle);
    restyle();
}

void ExpressionEditor::build(const QString& heading, int lines)
{
    m_frame = new QWidget(this);
    m_heading = new QLabel(heading, m_frame);
    m_heading->setMinimumWidth(1); // it never widens the inspector
    m_edit = new QPlainTextEdit(m_frame);
    m_edit->setObjectName(m_prefix);
    m_edit->setFrameShape(QFrame::NoFrame);
    m_edit->setTabChangesFocus(true);
    m_edit->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_edit->setAccessibleName(heading.section(QLatin1Char('='), 0, 0).trimmed());
    m_edit->setFont(m_theme.monospaceFont());
    m_edit->document()->setDocumentMargin(2);
    m_edit->setFixedHeight(lines * (m_edit->fontMetrics().lineSpacing() + 1) + 8);
    m_edit->viewport()->setAutoFillBackground(false);
    auto* inside = new QVBoxLayout(m_frame);
    inside->setContentsMargins(kFramePadding, 6, kFramePadding, 4);
    inside->setSpacing(0);
    inside->addWidget(m_heading);
    inside->addWidget(m_edit);

    m_messageRow = new QWidget(this);
    m_icon = new QLabel(m_messageRow);
    m_icon->setFixedSize(kIconSize, kIconSize + 2);
    m_message = makeLabel(m_theme, {}, 12, TextColor::Error, false, m_messageRow);
    m_message->setObjectName(m_prefix + QStringLiteral("_message"));
    m_message->setTextFormat(Qt::RichText);
    m_message->setWordWrap(true);
    auto* row = new QHBoxLayout(m_messageRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kCardGap);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_message, 1);

    m_repair = makeButton(m_theme, ButtonKind::Small, tr("Replace"), {}, this);
    m_repair->setObjectName(m_prefix + QStringLiteral("_repair"));
    m_addParameter = makeButton(m_theme, ButtonKind::Small, tr("Add parameter"), {}, this);
    m_addParameter->setObjectName(m_prefix + QStringLiteral("_add_parameter"));
    m_functions = makeButton(m_theme, ButtonKind::Small, tr("Functions…"), {}, this);
    m_functions->setObjectName(m_prefix + QStringLiteral("_functions"));
    m_functions->setToolTip(tr("Functions\nInserts a function or a constant at the cursor."));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::kCardGap);
    for (QPushButton* button : { m_repair, m_addParameter, m_functions })
        buttons->addWidget(button);
    buttons->addStretch();

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kCardGap);
    column->addWidget(m_frame);
    column->addWidget(m_messageRow);
    column->addLayout(buttons);
    connect(m_repair, &QPushButton::clicked, this, &ExpressionEditor::repair);
    connect(m_functions, &QPushButton::clicked, this, &ExpressionEditor::openFunctions);
    connect(m_addParameter, &QPushButton::clicked, this, [this] {
        if (m_fault)
            emit parameterWanted(m_fault->unknownName);
    });
    showFault();
}

void ExpressionEditor::restyle()
{
    QPalette colors = m_edit->palette();
    colors.setColor(QPalette::Base, Qt::transparent);
    colors.setColor(QPalette::Text, m_theme.tokens().text);
    m_edit->setPalette(colors);
    colors = m_heading->palette();
    colors.setColor(QPalette::WindowText, m_theme.tokens().text3);
    m_heading->setPalette(colors);
    m_heading->setFont(m_theme.monospaceFont());
    showFault();
}

void ExpressionEditor::setNames(Names names)
{
    m_names = std::move(names);
    checkNow();
}

void ExpressionEditor::setExpected(std::size_t count, bool allowEmpty)
{
    m_expected = count;
    m_allowEmpty = allowEmpty;
    checkNow();
}

void ExpressionEditor::setNamed(bool named)
{
    m_named = named;
    m_functions->setVisible(!named); // the editor of the right-hand sides has one
    checkNow();
}

void ExpressionEditor::setExpressions(const std::vector<std::string>& expressions)
{
    if (expressions == this->expressions() && !m_timer->isActive())
        return checkNow(); // the cursor and the editor's own undo stay
    QStringList lines;
    for (const std::string& expression : expressions)
        lines << fromCore(expression);
    setText(lines.join(QStringLiteral(";\n")));
}

void ExpressionEditor::setDefinitions(const std::vector<solvers::NamedExpression>& definitions)
{
    if (definitions == this->definitions() && !m_fault && !m_timer->isActive())
        return checkNow();
    setText(definitionsText(definitions));
}

std::vector<solvers::NamedExpression> ExpressionEditor::definitions() const
{
    return definitionsOf(m_edit->toPlainText());
}

void ExpressionEditor::setText(const QString& text)
{
    const QSignalBlocker quiet(m_edit);
    m_edit->setPlainText(text);
    m_timer->stop();
    checkNow();
}

std::vector<std::string> ExpressionEditor::expressions() const
{
    std::vector<std::string> expressions;
    const QString text = m_edit->toPlainText();
    if (!text.trimmed().isEmpty())
        for (const ExpressionPart& part : expressionParts(text))
            expressions.push_back(part.text.simplified().toStdString());
    return expressions;
}

void ExpressionEditor::checkNow()
{
    m_fault = findFault();
    showFault();
}

std::optional<ExpressionFault> ExpressionEditor::findFault() const
{
    const QString text = m_edit->toPlainText();
    if (m_named)
        return findDefinitionFault(
            text, m_names ? m_names(m_expected) : std::vector<std::string> {});
    if (text.trimmed().isEmpty())
        return m_allowEmpty
            ? std::nullopt
            : std::optional(expressionFaultAt(text, tr("there is no expression"), 0, 0));
    const std::vector<ExpressionPart> parts = expressionParts(text);
    if (parts.size() > kMostComponents)
        return expressionFaultAt(text,
            tr("%1 components; at most %2 can be edited here")
                .arg(parts.size())
                .arg(kMostComponents),
            parts[kMostComponents].start, 0);
    if (m_expected > 0 && parts.size() != m_expected)
        return expressionFaultAt(text,
            tr("%1 expressions, but the system has %2 equations").arg(parts.size()).arg(m_expected),
            parts.size() > m_expected ? parts[m_expected].start : text.size(), 0);
    const std::vector<std::string> names
        = m_names ? m_names(parts.size()) : std::vector<std::string> {};
    for (const ExpressionPart& part : parts)
        if (const auto fault = findExpressionFault(text, part, names))
            return fault;
    return {};
}

void ExpressionEditor::showFault()
{
    QList<QTextEdit::ExtraSelection> marks;
    if (m_fault) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(m_edit->document());
        const int last = m_edit->document()->characterCount() - 1;
        // A fault at the end of the text is shown under the character before it.
        const int from = m_fault->length > 0 ? m_fault->position : m_fault->position - 1;
        const int to
            = m_fault->length > 0 ? m_fault->position + m_fault->length : m_fault->position;
        mark.cursor.setPosition(std::clamp(from, 0, last));
        mark.cursor.setPosition(std::clamp(to, 0, last), QTextCursor::KeepAnchor);
        mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        mark.format.setUnderlineColor(m_theme.tokens().error);
        marks << mark;
        m_icon->setPixmap(
            m_theme.icon(QStringLiteral("error"), IconRole::Error).pixmap(kIconSize, kIconSize));
        m_message->setText(QStringLiteral("<b>%1:</b> %2")
                               .arg(m_fault->place(), m_fault->message.toHtmlEscaped()));
        m_repair->setText(tr("Replace with %1").arg(m_fault->suggestion));
        m_repair->setAccessibleName(m_repair->text());
        m_addParameter->setText(tr("Add parameter %1").arg(m_fault->unknownName));
        m_addParameter->setAccessibleName(m_addParameter->text());
    }
    m_edit->setExtraSelections(marks);
    m_edit->setAccessibleDescription(
        m_fault ? m_fault->place() + QStringLiteral(": ") + m_fault->message : QString());
    m_messageRow->setVisible(m_fault.has_value());
    m_repair->setVisible(m_fault && !m_fault->suggestion.isEmpty());
    m_addParameter->setVisible(m_fault && !m_fault->unknownName.isEmpty());
    update();
}

void ExpressionEditor::goToFault()
{
    m_edit->setFocus(Qt::OtherFocusReason);
    if (!m_fault)
        return;
    QTextCursor cursor(m_edit->document());
    cursor.setPosition(m_fault->position);
    cursor.setPosition(
        std::min(m_fault->position + m_fault->length, m_edit->document()->characterCount() - 1),
        QTextCursor::KeepAnchor);
    m_edit->setTextCursor(cursor);
    m_edit->ensureCursorVisible();
}

void ExpressionEditor::repair()
{
    if (!m_fault || m_fault->suggestion.isEmpty())
        return;
    const QString suggestion = m_fault->suggestion;
    goToFault();
    m_edit->textCursor().insertText(suggestion); // one step of the editor's own undo
    m_timer->stop();
    checkNow();
    emit edited();
}

void ExpressionEditor::openFunctions()
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [this](QMenu* into, const QString& label, const QString& text, int back) {
        connect(into->addAction(label), &QAction::triggered, this, [this, text, back] {
            QTextCursor cursor = m_edit->textCursor();
            cursor.insertText(text);
            cursor.movePosition(QTextCursor::Left, QTextCursor::MoveAnchor, back);
            m_edit->setTextCursor(cursor);
            m_edit->setFocus(Qt::OtherFocusReason);
        });
    };
    QMenu* functions = menu->addMenu(tr("Functions"));
    for (const solvers::ExpressionFunction& function : solvers::expressionFunctions()) {
        const QString name = fromCore(function.name);
        const QString places = function.fewest > 1 ? QStringLiteral("x, y") : QStringLiteral("x");
        add(functions, QStringLiteral("%1(%2)").arg(name, places), name + QStringLiteral("()"), 1);
    }
    QMenu* names = menu->addMenu(tr("Names"));
    const std::size_t count
        = std::max<std::size_t>(1, expressionParts(m_edit->toPlainText()).size());
    if (m_names)
        for (const std::string& name : m_names(m_named ? m_expected : count))
            add(names, fromCore(name), fromCore(name), 0);
    for (const solvers::ExpressionConstant& constant : solvers::expressionConstants())
        add(names, fromCore(constant.name), fromCore(constant.name), 0);
    menu->popup(m_functions->mapToGlobal(QPoint(0, m_functions->height())));
}

bool ExpressionEditor::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusOut)
        emit gestureEnded();
    if (event->type() == QEvent::ShortcutOverride) {
        // Undo is the editor's as long as it has something to undo; then the window's.
        const auto* key = static_cast<const QKeyEvent*>(event);
        const QTextDocument* document = m_edit->document();
        if ((key->matches(QKeySequence::Undo) && !document->isUndoAvailable())
            || (key->matches(QKeySequence::Redo) && !document->isRedoAvailable())) {
            event->ignore();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ExpressionEditor::paintEvent(QPaintEvent*)
{
    const Tokens& tokens = m_theme.tokens();
    const double width = m_fault ? 2.0 : 1.0;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_fault ? tokens.error : tokens.outline, width));
    painter.setBrush(tokens.surface);
    const double inset = width / 2.0;
    painter.drawRoundedRect(QRectF(m_frame->geometry()).adjusted(inset, inset, -inset, -inset),
        metrics::kControlRadius, metrics::kControlRadius);
}

} // namespace ui
