// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/log_view.h"

#include "ui/theme.h"
#include "ui/widgets/buttons.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPushButton>
#include <QScrollBar>
#include <QTextBlock>
#include <QTime>

namespace ui {

namespace {

constexpr int kMaxLines = 2000;
constexpr int kStampLength = 8; // "14:02:11"

} // namespace

LogView::LogView(Theme& theme, QWidget* parent)
    : QPlainTextEdit(parent)
    , m_theme(theme)
{
    setReadOnly(true);
    setMaximumBlockCount(kMaxLines);
    setFrameShape(QFrame::NoFrame);
    setFont(theme.font(TextSize::Small));
    setAccessibleName(tr("Log"));
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    document()->setDocumentMargin(4);
    setViewportMargins(8, 0, 8, 4);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(&m_theme, &Theme::changed, this, &LogView::restyle);
}

QPushButton* LogView::makeCopyButton(QWidget* parent)
{
    auto* button
        = makeButton(m_theme, ButtonKind::Small, tr("Copy"), QStringLiteral("copy"), parent);
    button->setAccessibleName(tr("Copy the log"));
    button->setToolTip(tr("Copy the log\nPuts all lines on the clipboard."));
    connect(button, &QPushButton::clicked, this, &LogView::copyAll);
    return button;
}

void LogView::addLine(const QString& text)
{
    QScrollBar* bar = verticalScrollBar();
    const bool atEnd = bar->value() >= bar->maximum();
    QTextCursor cursor(document());
    cursor.movePosition(QTextCursor::End);
    if (!document()->isEmpty())
        cursor.insertBlock();
    QTextCharFormat stamp;
    stamp.setForeground(m_theme.tokens().text3);
    cursor.insertText(QTime::currentTime().toString(QStringLiteral("HH:mm:ss")), stamp);
    QTextCharFormat body;
    body.setForeground(m_theme.tokens().text);
    cursor.insertText(QStringLiteral("  ") + QString(text).replace(u'\n', u' '), body);
    if (atEnd)
        bar->setValue(bar->maximum());
}

void LogView::copyAll()
{
    QGuiApplication::clipboard()->setText(toPlainText());
}

void LogView::restyle()
{
    QTextCharFormat stamp;
    stamp.setForeground(m_theme.tokens().text3);
    QTextCharFormat body;
    body.setForeground(m_theme.tokens().text);
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        QTextCursor cursor(block);
        cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        cursor.mergeCharFormat(body);
        cursor.setPosition(block.position());
        cursor.setPosition(
            block.position() + std::min(kStampLength, block.length() - 1), QTextCursor::KeepAnchor);
        cursor.mergeCharFormat(stamp);
    }
}

} // namespace ui
