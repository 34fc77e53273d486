// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/derivation_step.h"

#include "ui/labs/solve_text.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formula_label.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QTextDocument>

#include <utility>

namespace ui {

namespace {

constexpr int kBadge = 26;
constexpr int kIndent = kBadge + 12;
constexpr int kRowHeight = 24;
constexpr int kNameWidth = 152; // so that the numbers of all steps stand below each other

QString plainText(const QString& html)
{
    QTextDocument document;
    document.setHtml(html);
    return document.toPlainText();
}

} // namespace

DerivationStepCard::DerivationStepCard(
    Theme& theme, int number, const DerivationStepText& text, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_text(text)
    , m_all(new QVBoxLayout(this))
    , m_column(new QVBoxLayout)
    , m_grid(new QGridLayout)
    , m_number(makeLabel(theme, QString::number(number), 13, TextColor::Text, true, this))
    , m_title(makeLabel(theme, {}, 15, TextColor::Text, true, this))
    , m_equations(makeLabel(theme, text.equations, 13, TextColor::Text3, false, this))
    , m_sentence(makeLabel(theme, {}, 13, TextColor::Text, false, this))
{
    setObjectName(QStringLiteral("derivation_step_") + text.id);
    setAccessibleName(QStringLiteral("%1. %2").arg(number).arg(plainText(text.title)));
    m_number->setFixedSize(kBadge, kBadge);
    m_number->setAlignment(Qt::AlignCenter);
    m_title->setWordWrap(true);
    auto* head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(m_number);
    head->addWidget(m_title, 1);
    head->addWidget(m_equations);

    m_column->setContentsMargins(kIndent, 0, 0, 0);
    m_column->setSpacing(8);
    for (const QString& formula : text.formulas) {
        auto* label = new FormulaLabel(theme, false, this);
        label->setFormula(formula, plainText(formula));
        m_formulas << label;
        m_column->addWidget(label);
    }
    m_sentence->setWordWrap(true);
    m_sentence->setTextFormat(Qt::RichText);
    m_column->addWidget(m_sentence);
    m_grid->setContentsMargins(0, 2, 0, 0);
    m_grid->setHorizontalSpacing(16);
    m_grid->setVerticalSpacing(0);
    m_grid->setColumnMinimumWidth(0, kNameWidth);
    m_grid->setColumnStretch(1, 1);
    m_column->addLayout(m_grid);

    m_all->setContentsMargins(16, 14, 16, 16);
    m_all->setSpacing(8);
    m_all->addLayout(head);
    m_all->addLayout(m_column);
    restyle();
    connect(&theme, &Theme::changed, this, &DerivationStepCard::restyle);
}

void DerivationStepCard::restyle()
{
    for (QLabel* formula : std::as_const(m_formulas))
        formula->setFont(m_theme.mathFont(TextSize::PageTitle, false));
    m_title->setText(withMathItalics(m_theme, m_text.title));
    setSentence(m_text.sentence);
    update();
}

void DerivationStepCard::setSentence(const QString& html)
{
    m_text.sentence = html;
    m_sentence->setText(withMathItalics(m_theme, html));
    m_sentence->setVisible(!html.isEmpty());
}

void DerivationStepCard::setRows(const QList<DerivationRow>& rows)
{
    while (m_labels.size() < rows.size()) {
        const int at = static_cast<int>(m_labels.size());
        auto* name = makeLabel(m_theme, {}, 13, TextColor::Text2, false, this);
        auto* value = makeLabel(m_theme, {}, 13, TextColor::Text, false, this);
        name->setTextFormat(Qt::RichText);
        value->setWordWrap(true); // between the numbers of a vector
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        value->setObjectName(QStringLiteral("derivation_%1_%2").arg(m_text.id).arg(at));
        m_grid->addWidget(name, at, 0);
        m_grid->addWidget(value, at, 1);
        m_labels << RowLabels { name, value };
    }
    for (qsizetype i = 0; i < m_labels.size(); ++i) {
        const bool used = i < rows.size();
        m_labels[i].name->setVisible(used);
        m_labels[i].value->setVisible(used);
        m_grid->setRowMinimumHeight(static_cast<int>(i), used ? kRowHeight : 0);
        if (!used)
            continue;
        m_labels[i].name->setText(withMathItalics(m_theme, rows[i].name));
        m_labels[i].value->setText(rows[i].value);
        m_labels[i].value->setAccessibleName(plainText(rows[i].name));
    }
    m_rows = rows;
}

void DerivationStepCard::addPart(QWidget* part)
{
    m_all->addWidget(part); // over the whole width: a matrix may need it
}

void DerivationStepCard::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens& t = m_theme.tokens();
    painter.setPen(t.border);
    painter.setBrush(t.surface);
    painter.drawRoundedRect(
        QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kCardRadius, metrics::kCardRadius);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.accentWeak);
    painter.drawEllipse(QRectF(m_number->geometry()));
}

} // namespace ui
