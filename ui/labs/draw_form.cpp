// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/draw_form.h"

#include "ui/labs/solver_choice.h"
#include "ui/labs/train_progress.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/section.h"

#include <QLabel>
#include <QSignalBlocker>

#include <ranges>

namespace ui {

namespace {

QLabel* note(Theme& theme, Section& section, const QString& text)
{
    QLabel* label = makeLabel(theme, text, 12, TextColor::Text3, false, &section);
    label->setWordWrap(true);
    section.addWidget(label);
    return label;
}

} // namespace

DrawForm::DrawForm(Theme& theme, const Sections& sections, QObject* parent)
    : QObject(parent)
    , m_source(new ComboBox(sections.weights))
    , m_epoch(new ComboBox(sections.weights))
    , m_loss(new ComboBox(sections.adjoint))
{
    m_source->setObjectName(QStringLiteral("draw_source"));
    m_epoch->setObjectName(QStringLiteral("draw_epoch"));
    sections.weights->addRow(tr("From"), m_source, tr("Weights from"));
    sections.weights->addRow(tr("Epoch"), m_epoch);
    note(
        theme, *sections.weights, tr("A run under way is looked at anew at each end of an epoch."));
    m_solver = new SolverChoice(theme, *sections.solver, QStringLiteral("draw"), this);
    note(theme, *sections.solver,
        tr("May differ from the training solver; the reading shows how the answer changes."));
    m_loss->setObjectName(QStringLiteral("draw_loss"));
    m_loss->addItem(tr("Predicted class"), -1);
    for (int digit = 0; digit < nn::kDigitClasses; ++digit)
        m_loss->addItem(tr("Class %1").arg(digit), digit);
    sections.adjoint->addRow(tr("Loss for"), m_loss);
    connect(m_source, &QComboBox::currentIndexChanged, this, [this] {
        showEpochs();
        emit weightsChanged();
    });
    connect(m_epoch, &QComboBox::currentIndexChanged, this, &DrawForm::weightsChanged);
    connect(m_solver, &SolverChoice::changed, this, &DrawForm::weightsChanged);
    connect(m_loss, &QComboBox::currentIndexChanged, this, &DrawForm::lossClassChanged);
    setSources({}, {}, {});
}

void DrawForm::setSources(
    const QString& run, const std::vector<nn::KeptPoint>& points, const QString& file)
{
    const QSignalBlocker block(m_source);
    const int run0 = m_source->findData(static_cast<int>(Source::Run));
    const int file0 = m_source->findData(static_cast<int>(Source::File));
    const QString oldFile = file0 < 0 ? QString() : m_source->itemText(file0);
    const QVariant before = m_source->currentData();
    m_points = points;
    m_source->clear();
    if (!run.isEmpty())
        m_source->addItem(run, static_cast<int>(Source::Run));
    if (!file.isEmpty())
        m_source->addItem(file, static_cast<int>(Source::File));
    if (m_source->count() == 0)
        m_source->addItem(tr("none yet"));
    m_source->setEnabled(m_source->count() > 1);
    m_source->selectData(before);
    if (!run.isEmpty() && run0 < 0)
        m_source->selectData(static_cast<int>(Source::Run));
    if (!file.isEmpty() && file != oldFile)
        m_source->selectData(static_cast<int>(Source::File));
    showEpochs();
}

void DrawForm::showEpochs()
{
    const QSignalBlocker block(m_epoch);
    const QVariant before = m_epoch->currentData();
    m_epoch->clear();
    m_epoch->addItem(tr("latest"), -1LL);
    if (source() == Source::Run)
        for (const nn::KeptPoint& point : std::views::reverse(m_points))
            m_epoch->addItem(point.epoch > 0
                    ? tr("%1 (test error %2)").arg(point.epoch).arg(percentText(point.testError))
                    : tr("before the first"),
                static_cast<qlonglong>(point.step));
    m_epoch->selectData(before);
    m_epoch->setEnabled(m_epoch->count() > 1);
}

std::optional<DrawForm::Source> DrawForm::source() const
{
    const QVariant data = m_source->currentData();
    return data.isValid() ? std::optional(static_cast<Source>(data.toInt())) : std::nullopt;
}

void DrawForm::choose(Source source)
{
    m_source->selectData(static_cast<int>(source));
}

std::optional<long> DrawForm::keptStep() const
{
    const qlonglong step = m_epoch->currentData().toLongLong();
    return source() == Source::Run && step >= 0 ? std::optional<long>(step) : std::nullopt;
}

std::optional<nn::ModelConfig> DrawForm::solve() const
{
    return m_solver->solve();
}

int DrawForm::lossClass() const
{
    return m_loss->currentData().toInt();
}

} // namespace ui
