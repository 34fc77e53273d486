// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/depth_settings.h"

#include <QList>
#include <QObject>

#include <functional>

class QCheckBox;
class QLabel;
class QPushButton;
class QRadioButton;
class QSlider;

namespace ui {

class ComboBox;
class DepthWeightsForm;
class ExpressionEditor;
class FormulaLabel;
class NumberSpinBox;
class Section;
class Theme;

/// The inspector of the Depth page: settings as fields, and the discrepancies as numbers.
class DepthForm final : public QObject {
    Q_OBJECT
public:
    using SectionFactory = std::function<Section*(const QString& key, const QString& title)>;
    DepthForm(Theme& theme, const SectionFactory& add, QObject* parent = nullptr);

    const DepthSettings& settings() const { return m_settings; } ///< the last valid ones
    void setSettings(const DepthSettings& settings); ///< without a signal
    void change(const DepthSettings& settings); ///< as if made by hand
    void showStudy(const nn::DepthStudy& study);
    void setView(bool blocks); ///< the sections of the blocks, or those of the training
    void addTrainingControls(QWidget* controls); ///< below the settings of the training
    bool isValid() const; ///< typed expressions can be read

signals:
    void changed(); ///< by the user
    void gestureEnded();

private:
    // depth_form.cpp
    void show();
    void showField();
    void showHighlights();
    void edit(const std::function<void(DepthSettings&)>& by);
    void readExpressions();
    void reshuffle();

    // depth_form_fields.cpp
    void addFieldSection(const SectionFactory& add);
    void addWeights(Section& section);
    void addDepthSection(const SectionFactory& add);
    void addOwnWeights(Section& section);
    void addSolverSection(const SectionFactory& add);
    void addPointsSection(const SectionFactory& add);
    void addDiscrepancySection(const SectionFactory& add);
    void addTrainingSection(const SectionFactory& add);
    QRadioButton* addSolver(Section& section, const QString& id, const QString& name);
    NumberSpinBox* addNumber(const QString& objectName, const QString& name, double least,
        double most, const std::function<void(DepthSettings&, double)>& set);

    Theme& m_theme;
    DepthSettings m_settings;
    bool m_showing = false;
    std::uint64_t m_reshuffles = 0;
    QList<Section*> m_blockSections;
    QList<Section*> m_trainingSections;

    ComboBox* m_field = nullptr;
    FormulaLabel* m_formula = nullptr;
    QWidget* m_weightsRow = nullptr;
    QLabel* m_weightsText = nullptr;
    QPushButton* m_editWeights = nullptr;
    DepthWeightsForm* m_weights = nullptr;
    ExpressionEditor* m_expressions = nullptr;
    QSlider* m_blocksSlider = nullptr;
    NumberSpinBox* m_blocks = nullptr;
    NumberSpinBox* m_depth = nullptr;
    QLabel* m_step = nullptr;
    QCheckBox* m_own = nullptr;
    QWidget* m_ownRow = nullptr;
    NumberSpinBox* m_seed = nullptr;
    NumberSpinBox* m_spread = nullptr;
    QList<QRadioButton*> m_solvers;
    QRadioButton* m_otherSolver = nullptr;
    ComboBox* m_others = nullptr;
    QWidget* m_adaptiveRow = nullptr;
    QCheckBox* m_adaptive = nullptr;
    NumberSpinBox* m_tolerance = nullptr;
    ComboBox* m_inputs = nullptr;
    ComboBox* m_highlight = nullptr;
    QCheckBox* m_showField = nullptr;
    QCheckBox* m_showDiscrepancy = nullptr;
    QLabel* m_values[4] = {};
    QLabel* m_valueNames[4] = {};
    NumberSpinBox* m_sweepSeed = nullptr;
    NumberSpinBox* m_sweepWidth = nullptr;
    NumberSpinBox* m_sweepPoints = nullptr;
    NumberSpinBox* m_sweepSteps = nullptr;
    NumberSpinBox* m_sweepRate = nullptr;
};

} // namespace ui
