// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/train_insight.h"

#include "ui/labs/train_progress.h"
#include "ui/labs/train_settings.h"
#include "ui/labs/train_tiles.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/confusion_view.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/number_text.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr std::size_t kMostDigits = 12; ///< of a cell
constexpr double kExact = 1e-5; ///< error of a gradient that is that of the solve
constexpr int kColumns = 4; ///< of the table

QString pointText(const nn::KeptPoint& point)
{
    if (point.epoch == 0)
        return TrainInsight::tr("start, step %1").arg(point.step);
    return TrainInsight::tr("epoch %1, test error %2")
        .arg(point.epoch)
        .arg(percentText(point.testError));
}

} // namespace

TrainInsight::TrainInsight(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("train_insight"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kCardGap);
    row->addWidget(makeConfusionCard(), 3);
    auto* right = new QVBoxLayout;
    right->setSpacing(metrics::kCardGap);
    right->addWidget(makePointsCard());
    right->addWidget(makeCheckCard(), 1);
    row->addLayout(right, 2);
    clear();
}

Card* TrainInsight::makeConfusionCard()
{
    auto* card = new Card(m_theme, tr("Confusion matrix"), this);
    m_confusionNote = makeLabel(m_theme, {}, 12, TextColor::Text3, false, card);
    m_confusionNote->setObjectName(QStringLiteral("train_confusion_note"));
    card->addHeaderWidget(m_confusionNote);
    auto* column = new QVBoxLayout;
    column->setContentsMargins(12, 0, 12, 10);
    column->setSpacing(metrics::kCardGap);
    column->addWidget(makeLabel(m_theme, tr("Rows: what the digits are. Columns: the answers."), 12,
        TextColor::Text3, false, card));
    m_confusion = new ConfusionView(m_theme, card);
    column->addWidget(m_confusion);
    m_cellNote = makeLabel(m_theme, {}, 12, TextColor::Text2, false, card);
    m_cellNote->setObjectName(QStringLiteral("train_cell_note"));
    column->addWidget(m_cellNote);
    m_cellDigits = new DigitTiles(m_theme, card);
    m_cellDigits->setObjectName(QStringLiteral("train_cell_digits"));
    m_cellDigits->setAccessibleName(tr("Digits of the chosen cell"));
    m_cellDigits->setFixedHeight(m_cellDigits->sizeHint().height());
    column->addWidget(m_cellDigits);
    card->contentLayout()->addLayout(column);
    connect(m_confusion, &ConfusionView::cellChosen, this, &TrainInsight::showCell);
    return card;
}

Card* TrainInsight::makePointsCard()
{
    auto* card = new Card(m_theme, tr("Kept points"), this);
    auto* column = new QVBoxLayout;
    column->setContentsMargins(12, 0, 12, 12);
    column->setSpacing(metrics::kRowGap);
    auto* text = makeLabel(m_theme,
        tr("Ends of epochs that the run can go back to, weights and optimiser with it."), 12,
        TextColor::Text3, false, card);
    text->setWordWrap(true);
    column->addWidget(text);
    auto* row = new QHBoxLayout;
    row->setSpacing(metrics::kRowGap);
    m_kept = new ComboBox(card);
    m_kept->setObjectName(QStringLiteral("train_kept"));
    m_kept->setAccessibleName(tr("Kept points"));
    m_rewind
        = makeButton(m_theme, ButtonKind::Plain, tr("Rewind"), QStringLiteral("step-back"), card);
    m_rewind->setObjectName(QStringLiteral("train_rewind"));
    connect(m_rewind, &QPushButton::clicked, this,
        [this] { emit rewindWanted(m_kept->currentData().toLongLong()); });
    row->addWidget(m_kept, 1);
    row->addWidget(m_rewind);
    column->addLayout(row);
    card->contentLayout()->addLayout(column);
    return card;
}

Card* TrainInsight::makeCheckCard()
{
    auto* card = new Card(m_theme, tr("Gradient check"), this);
    m_check = makeButton(m_theme, ButtonKind::Small, tr("Check now"), {}, card);
    m_check->setObjectName(QStringLiteral("train_check"));
    m_check->setAccessibleName(tr("Check the gradient now"));
    connect(m_check, &QPushButton::clicked, this, &TrainInsight::checkWanted);
    card->addHeaderWidget(m_check);
    auto* column = new QVBoxLayout;
    column->setContentsMargins(12, 0, 12, 10);
    column->setSpacing(metrics::kRowGap);
    m_checkNote = makeLabel(m_theme, {}, 12, TextColor::Text2, false, card);
    m_checkNote->setObjectName(QStringLiteral("train_check_note"));
    m_checkNote->setWordWrap(true);
    column->addWidget(m_checkNote);
    m_checkTable = new QGridLayout;
    m_checkTable->setHorizontalSpacing(10);
    m_checkTable->setVerticalSpacing(3);
    m_checkTable->setColumnStretch(0, 1);
    column->addLayout(m_checkTable);
    column->addStretch(1);
    card->contentLayout()->addLayout(column);
    return card;
}

void TrainInsight::clear()
{
    m_answered = {};
    m_confusion->clear();
    m_confusionNote->setText(tr("after the first epoch"));
    setKeptPoints({});
    while (QLayoutItem* item = m_checkTable->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    m_checkNote->setText(tr("Compares the derivative of the loss by a few weights with central "
                            "differences, on four test digits in double precision."));
    showCell();
}

void TrainInsight::setAnswers(const TestAnswered& answered)
{
    m_answered = answered;
    const nn::ConfusionMatrix matrix(answered.answers);
    m_confusion->setMatrix(matrix);
    m_confusionNote->setText(
        tr("%1: %2 of %3 wrong")
            .arg(answered.origin, thousands(matrix.wrong()), thousands(matrix.total())));
    showCell();
}

void TrainInsight::showCell()
{
    const int label = m_confusion->chosenLabel();
    const int predicted = m_confusion->chosenPrediction();
    if (label < 0 || !m_answered.images) {
        m_cellNote->setText(tr("Click a cell to see its digits, the surest answers first."));
        m_cellDigits->setDigits({});
        return;
    }
    const std::vector<std::size_t> places = nn::answersIn(m_answered.answers, label, predicted);
    m_cellNote->setText(label == predicted
            ? tr("%1 digits %2 taken for what they are").arg(places.size()).arg(label)
            : tr("%1 digits %2 taken for a %3").arg(places.size()).arg(label).arg(predicted));
    const nn::ImageSet& images = *m_answered.images;
    const auto pixels
        = static_cast<std::size_t>(images.rows) * static_cast<std::size_t>(images.columns);
    std::vector<ProbedDigit> digits;
    for (std::size_t i = 0; i < std::min(places.size(), kMostDigits); ++i) {
        ProbedDigit digit;
        digit.image = m_answered.answers.images[places[i]];
        digit.label = label;
        digit.predicted = predicted;
        digit.confidence = static_cast<double>(m_answered.answers.confidence[places[i]]);
        const auto first = images.pixels.begin()
            + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(digit.image) * pixels);
        digit.pixels.assign(first, first + static_cast<std::ptrdiff_t>(pixels));
        digits.push_back(std::move(digit));
    }
    m_cellDigits->setDigits(digits);
}

void TrainInsight::setKeptPoints(const std::vector<nn::KeptPoint>& points)
{
    const QSignalBlocker block(m_kept);
    // Who looks at the last one wants the last one; another choice stays.
    const bool atEnd = m_kept->currentIndex() == m_kept->count() - 1;
    const QVariant chosen = m_kept->currentData();
    m_kept->clear();
    for (const nn::KeptPoint& point : points)
        m_kept->addItem(pointText(point), static_cast<qlonglong>(point.step));
    if (atEnd || !m_kept->selectData(chosen))
        m_kept->setCurrentIndex(m_kept->count() - 1);
    adapt();
}

void TrainInsight::setState(bool open, const QString& noCheck)
{
    m_open = open;
    m_noCheck = noCheck;
    adapt();
}

void TrainInsight::setChecking(bool checking)
{
    m_checking = checking;
    if (checking)
        m_checkNote->setText(tr("Checking…"));
    adapt();
}

void TrainInsight::adapt()
{
    m_kept->setEnabled(m_kept->count() > 0);
    m_rewind->setEnabled(m_open && m_kept->count() > 0);
    m_rewind->setToolTip(m_open
            ? tr("Rewind\nGoes on from the chosen point; what came later is dropped.")
            : tr("Rewind\nOnly while a run is open."));
    m_check->setEnabled(!m_checking && m_noCheck.isEmpty());
    m_check->setToolTip(m_noCheck.isEmpty()
            ? tr("Check now\nTakes a second or two; the run goes on meanwhile.")
            : tr("Check now\n%1").arg(m_noCheck));
}

void TrainInsight::showCheck(const nn::GradientCheck& check, const nn::ModelConfig& config)
{
    setChecking(false);
    while (QLayoutItem* item = m_checkTable->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    if (!check.problem.empty()) {
        m_checkNote->setText(QString::fromStdString(check.problem));
        return;
    }
    const nn::ModelInfo& info = nn::modelById(config.model);
    const bool continuous = info.hasOdeBlock
        && solvers::gradientMethodById(
            config.gradient.empty() ? info.defaultGradient : std::string_view(config.gradient))
               .continuous;
    const QString largest = resultText(check.largestError, 2);
    m_checkNote->setText(continuous
            ? tr("Largest relative error %1. An adjoint solves its own equation: it agrees to the "
                 "error of the solver, not to rounding.")
                  .arg(largest)
            : check.largestError <= kExact
            ? tr("Largest relative error %1: right, to the rounding of the differences.")
                  .arg(largest)
            : tr(
                "Largest relative error %1, more than rounding: a kink of the network lies between "
                "the points, or error control chose other steps.")
                  .arg(largest));
    const auto put = [this](int row, int column, const QString& text, TextColor color) {
        auto* label = makeLabel(m_theme, text, 12, color, row == 0, this);
        if (column > 0)
            label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        m_checkTable->addWidget(label, row, column);
    };
    const QStringList titles { tr("weight"), tr("gradient"), tr("difference"), tr("error") };
    for (int column = 0; column < kColumns; ++column)
        put(0, column, titles[column], TextColor::Text3);
    int row = 1;
    for (const nn::CheckedWeight& weight : check.weights) {
        auto* name = new ElidedLabel(
            QStringLiteral("%1[%2]").arg(QString::fromStdString(weight.tensor)).arg(weight.index),
            this);
        name->setFont(m_theme.font(TextSize::Small));
        m_checkTable->addWidget(name, row, 0);
        put(row, 1, resultText(weight.gradient, 4), TextColor::Text);
        put(row, 2, resultText(weight.difference, 4), TextColor::Text);
        put(row, 3, resultText(weight.error, 1), TextColor::Text);
        ++row;
    }
}

} // namespace ui
